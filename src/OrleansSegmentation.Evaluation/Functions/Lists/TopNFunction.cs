namespace OrleansSegmentation.Evaluation.Functions.Lists;

internal sealed class TopNFunction() : RankingFunction(
    isDescending: true, "topN", "Sorts by the key, highest first, and gives the first items; equal keys keep their order.",
    "orders.topN(total, 2).id → [\"o3\", \"o1\"]");
