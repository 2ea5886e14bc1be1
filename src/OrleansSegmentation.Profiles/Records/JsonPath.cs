using System.Globalization;
using System.Text.Json;

namespace OrleansSegmentation.Profiles.Records;

/// <summary>Names places in JSON for messages.</summary>
internal static class JsonPath
{
    /// <summary>The path of the value itself.</summary>
    public const string Root = "record";

    private const int MaxShownCharacters = 200;

    /// <summary>Returns the path of the token that starts at a byte, such as <c>orders[2].total</c>; <see cref="Root"/> for the value itself.</summary>
    /// <param name="source">JSON that can be read up to that token.</param>
    /// <param name="position">The byte where the token starts.</param>
    public static string At(ReadOnlySpan<byte> source, long position)
    {
        var reader = new Utf8JsonReader(source, new JsonReaderOptions { MaxDepth = int.MaxValue });
        var steps = new List<Step>();
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    steps[^1] = steps[^1] with { Name = EscapedText.IsWellFormed(reader.ValueSpan) ? reader.GetString() : "?" };
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    steps.RemoveAt(steps.Count - 1);
                    break;
                default:
                    if (steps.Count > 0 && steps[^1].IsList) steps[^1] = steps[^1] with { Index = steps[^1].Index + 1 };
                    break;
            }

            if (reader.TokenStartIndex >= position) break;
            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray) steps.Add(new Step(reader.TokenType == JsonTokenType.StartArray, null, -1));
        }

        return Format(steps);
    }

    private static string Format(List<Step> steps)
    {
        var text = new System.Text.StringBuilder();
        foreach (var step in steps)
        {
            if (step.IsList) text.Append(CultureInfo.InvariantCulture, $"[{step.Index}]");
            else if (step.Name is not null) text.Append(text.Length > 0 ? "." : "").Append(step.Name);
            if (text.Length > MaxShownCharacters) return text.ToString(0, MaxShownCharacters) + "…";
        }

        return text.Length == 0 ? Root : text.ToString();
    }

    private readonly record struct Step(bool IsList, string? Name, int Index);
}
