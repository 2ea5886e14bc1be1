using System.Text.Json;
using OrleansSegmentation.Evaluation.Time;

namespace OrleansSegmentation.Cli.Pql.Input;

/// <summary>Reads the evaluation instant.</summary>
internal static class Instant
{
    /// <summary>What is accepted, for messages.</summary>
    public const string Accepted = "an RFC 3339 time such as \"2026-03-18T12:00:00Z\"";

    /// <summary>Reads a time; without an offset it is UTC, a date alone is its first moment.</summary>
    /// <param name="text">The text.</param>
    /// <param name="ms">Ms since 1970-01-01T00:00:00Z.</param>
    public static bool TryParse(string? text, out long ms)
    {
        ms = 0;
        if (text is null || !IsoTime.TryParse(text, out var time)) return false;
        ms = time.StartMs;
        return true;
    }

    /// <summary>Reads a time from JSON.</summary>
    public static bool TryParse(JsonElement element, out long ms)
    {
        ms = 0;
        return element.ValueKind == JsonValueKind.String && TryParse(element.GetString(), out ms);
    }
}
