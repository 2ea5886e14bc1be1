using System.Collections.Immutable;

namespace OrleansSegmentation.Evaluation.Explain;

/// <summary>A set of changes and how many they are.</summary>
/// <param name="Cost">How many changes; <see cref="long.MaxValue"/> when none help.</param>
/// <param name="Changes">The changes; one entry may stand for several, such as three more events.</param>
internal readonly record struct Miss(long Cost, ImmutableArray<NearestMissChange> Changes)
{
    /// <summary>Gets no change at all.</summary>
    public static Miss None { get; } = new(0, []);

    /// <summary>Gets what no change of a profile can do.</summary>
    public static Miss Impossible { get; } = new(long.MaxValue, []);

    public bool IsPossible => Cost != long.MaxValue;

    public static Miss Of(NearestMissChange change, long cost = 1) => new(cost, [change]);

    /// <summary>Does both.</summary>
    public Miss And(Miss other) => Sum([this, other]);

    /// <summary>Does all of them. What two of them have in common is counted twice and told once.</summary>
    public static Miss Sum(IEnumerable<Miss> parts)
    {
        var cost = 0L;
        var told = new HashSet<NearestMissChange>(SameChange.Instance);
        var changes = ImmutableArray.CreateBuilder<NearestMissChange>();
        foreach (var part in parts)
        {
            if (!part.IsPossible) return Impossible;
            cost = cost > long.MaxValue - 1 - part.Cost ? long.MaxValue - 1 : cost + part.Cost;
            foreach (var change in part.Changes)
            {
                if (told.Add(change)) changes.Add(change);
            }
        }

        return new Miss(cost, changes.ToImmutable());
    }

    /// <summary>Does what is cheaper; this one if they cost the same.</summary>
    public Miss Or(Miss other) => other.Cost < Cost ? other : this;

    private sealed class SameChange : IEqualityComparer<NearestMissChange>
    {
        public static SameChange Instance { get; } = new();

        public bool Equals(NearestMissChange? x, NearestMissChange? y) => x?.Path == y?.Path && x?.Required == y?.Required;

        public int GetHashCode(NearestMissChange change) => HashCode.Combine(change.Path, change.Required);
    }
}
