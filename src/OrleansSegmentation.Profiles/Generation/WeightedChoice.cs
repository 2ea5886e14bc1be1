namespace OrleansSegmentation.Profiles.Generation;

/// <summary>Draws indexes by weight in constant time (Walker's alias method, https://en.wikipedia.org/wiki/Alias_method).</summary>
internal sealed class WeightedChoice
{
    private readonly double[] _thresholds;
    private readonly int[] _aliases;

    public WeightedChoice(IReadOnlyList<double> weights)
    {
        var count = weights.Count;
        var total = weights.Sum();
        _thresholds = new double[count];
        _aliases = new int[count];
        var scaled = weights.Select(weight => weight * count / total).ToArray();
        var small = new Stack<int>(Enumerable.Range(0, count).Where(index => scaled[index] < 1));
        var large = new Stack<int>(Enumerable.Range(0, count).Where(index => scaled[index] >= 1));
        while (small.Count > 0 && large.Count > 0)
        {
            var (low, high) = (small.Pop(), large.Pop());
            (_thresholds[low], _aliases[low]) = (scaled[low], high);
            scaled[high] -= 1 - scaled[low];
            (scaled[high] < 1 ? small : large).Push(high);
        }

        foreach (var index in small.Concat(large)) _thresholds[index] = 1;
    }

    /// <summary>Weights 1, 1/2ˢ, 1/3ˢ, …: few values are frequent, many are rare.</summary>
    public static WeightedChoice Zipf(int count, double exponent) =>
        new([.. Enumerable.Range(1, count).Select(rank => Math.Pow(rank, -exponent))]);

    public int Draw(ref SeededRandom random)
    {
        var index = random.Next(_thresholds.Length);
        return random.NextDouble() < _thresholds[index] ? index : _aliases[index];
    }
}
