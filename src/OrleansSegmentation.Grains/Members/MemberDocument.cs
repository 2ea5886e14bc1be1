using OrleansSegmentation.Evaluation.Values;

namespace OrleansSegmentation.Grains.Members;

/// <summary>Writes what is shown of a member.</summary>
internal static class MemberDocument
{
    private const string IdentityMap = "identityMap";

    /// <summary>Writes the identities.</summary>
    public static string WriteIdentityMap(PqlObject profile)
    {
        profile.TryGet(IdentityMap, out var map);
        return JsonValues.ToJsonText(map);
    }
}
