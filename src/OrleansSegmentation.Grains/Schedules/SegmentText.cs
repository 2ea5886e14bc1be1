namespace OrleansSegmentation.Grains.Schedules;

/// <summary>Segment ids in schedules. An id of no segment may stand there; it is skipped when the schedule fires.</summary>
internal static class SegmentText
{
    /// <summary>Returns the one spelling of an id.</summary>
    public static string Normalize(string text) => Guid.TryParseExact(text, "D", out var id) ? id.ToString("D") : text;

    /// <summary>Returns the id; null for a text that no segment can have.</summary>
    public static Guid? Parse(string text) => Guid.TryParseExact(text, "D", out var id) ? id : null;
}
