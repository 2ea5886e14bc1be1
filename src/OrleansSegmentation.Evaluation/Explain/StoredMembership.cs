using OrleansSegmentation.Evaluation.Values;

namespace OrleansSegmentation.Evaluation.Explain;

/// <summary>The memberships a profile holds.</summary>
internal static class StoredMembership
{
    private const string Property = "segmentMembership";
    private const string UsualNamespace = "ups";

    /// <summary>Adds the states of a membership under all namespaces; null under the usual one if there is none.</summary>
    public static void Add(string segmentId, in PqlValue profile, DecidingValues values)
    {
        foreach (var (path, status) in Find(segmentId, profile)) values.Add(path, status);
    }

    /// <summary>Finds the states of a membership under all namespaces; one that is null if there is none.</summary>
    public static IReadOnlyList<(string Path, PqlValue Status)> Find(string segmentId, in PqlValue profile)
    {
        var found = new List<(string, PqlValue)>();
        var memberships = PropertyStep.Read(profile, Property);
        if (memberships.HasProperties)
        {
            foreach (var key in memberships.AsObject().Keys)
            {
                var status = PropertyStep.Read(PropertyStep.Read(PropertyStep.Read(memberships, key), segmentId), "status");
                if (!status.IsNull) found.Add((PathOf(key, segmentId), status));
            }
        }

        return found.Count > 0 ? found : [(PathOf(UsualNamespace, segmentId), PqlValue.Null)];
    }

    private static string PathOf(string key, string segmentId) =>
        ProfilePath.Field(ProfilePath.Field(ProfilePath.Field(Property, key), segmentId), "status");
}
