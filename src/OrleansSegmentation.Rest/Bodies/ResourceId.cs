namespace OrleansSegmentation.Rest.Bodies;

/// <summary>Ids of jobs, definitions and merge policies.</summary>
internal static class ResourceId
{
    /// <summary>Reads a hyphenated uuid in any case; null for everything else, which therefore names nothing.</summary>
    public static Guid? Parse(string text) => Guid.TryParseExact(text, "D", out var id) ? id : null;
}
