namespace OrleansSegmentation.Evaluation.Functions.Lists;

internal sealed class BottomNFunction() : RankingFunction(
    isDescending: false, "bottomN", "Sorts by the key, lowest first, and gives the first items; equal keys keep their order.",
    "orders.bottomN(total, 1).id → [\"o2\"]");
