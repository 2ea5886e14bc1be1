namespace OrleansSegmentation.Rest.Access;

/// <summary>The schemas whose entities can be read.</summary>
internal static class EntitySchema
{
    public const string Profile = "_xdm.context.profile";
    public const string Event = "_xdm.context.experienceevent";
    public const string Accepted = $"{Profile} or {Event}";
    public const string AcceptedMergePolicy = "the id of a merge policy of this sandbox";
}

/// <summary>The spellings of the order of events.</summary>
internal static class EventOrderText
{
    public const string Accepted = "one of timestamp, +timestamp, -timestamp";

    /// <summary>Returns whether the latest event comes first; null when the text is no order.</summary>
    public static bool? Read(string? text) => text switch
    {
        null or "timestamp" or "+timestamp" or " timestamp" => false, // a plus sign in a query is a space
        "-timestamp" => true,
        _ => null,
    };

    public static string Write(bool isDescending) => isDescending ? "-timestamp" : "timestamp";
}
