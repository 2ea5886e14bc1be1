namespace OrleansSegmentation.Profiles.Generation;

/// <summary>Which identities a sample profile has.</summary>
[Flags]
internal enum SampleIdentities
{
    None = 0,
    Ecid = 1,
    Email = 2,
    CrmId = 4,
    Phone = 8,
}

/// <summary>Draws identities: one to four, ECID the most often, phone the least.</summary>
internal static class SampleIdentityChoice
{
    private static readonly WeightedChoice Count = new([35, 35, 20, 10]);
    private static readonly WeightedChoice Kind = new([40, 30, 20, 10]);

    public static SampleIdentities Draw(ref SeededRandom random)
    {
        var chosen = SampleIdentities.None;
        for (var missing = Count.Draw(ref random) + 1; missing > 0;)
        {
            var kind = (SampleIdentities)(1 << Kind.Draw(ref random));
            if (chosen.HasFlag(kind)) continue;
            chosen |= kind;
            missing--;
        }

        return chosen;
    }
}
