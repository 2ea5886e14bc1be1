using System.Text.Json;
using OrleansSegmentation.Client;
using OrleansSegmentation.Rest.Errors;

namespace OrleansSegmentation.Rest.Bodies;

/// <summary>
/// Reads the fields of a JSON object and checks their kinds. A field that is absent or <c>null</c> reads as null; every other field of
/// the wrong kind is refused with its path, its value and what is accepted.
/// </summary>
/// <param name="element">The object.</param>
/// <param name="code">The code of the errors.</param>
/// <param name="title">The title of the errors.</param>
/// <param name="path">The path of the object itself, for example <c>expression</c>; empty for the whole body.</param>
internal readonly struct FieldReader(JsonElement element, string code, string title, string path = "")
{
    public JsonElement Element { get; } = element;

    /// <summary>Returns the value of a field as it stands; null when absent or <c>null</c>.</summary>
    public JsonElement? Any(string name) =>
        Element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>Returns whether the field stands there as <c>null</c>.</summary>
    public bool IsNull(string name) => Element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Null;

    public string? String(string name) => Any(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } value => value.GetString(),
        { } value => throw Wrong(name, value, "a string"),
    };

    public bool? Boolean(string name) => Any(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        { } value => throw Wrong(name, value, "true or false"),
    };

    public long? Integer(string name) => Any(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Number } value when value.TryGetInt64(out var number) => number,
        { } value => throw Wrong(name, value, "a whole number of at most 64 bits, without quotes, fraction or exponent"),
    };

    public FieldReader? Object(string name) => Any(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Object } value => new FieldReader(value, code, title, PathOf(name)),
        { } value => throw Wrong(name, value, "an object"),
    };

    public IReadOnlyList<string>? Strings(string name)
    {
        if (Any(name) is not { } array)
        {
            return null;
        }

        if (array.ValueKind != JsonValueKind.Array)
        {
            throw Wrong(name, array, "an array of strings");
        }

        var strings = new List<string>();
        foreach (var item in array.EnumerateArray())
        {
            strings.Add(
                item.ValueKind == JsonValueKind.String ? item.GetString()! : throw Wrong($"{name}[{strings.Count}]", item, "a string"));
        }

        return strings;
    }

    /// <summary>Returns the exception for a required field that is not there.</summary>
    public SegmentationException Missing(string name, string accepted) =>
        WireFaults.Of(code, title, $"'{PathOf(name)}' is missing; accepted is {accepted}.", PathOf(name));

    /// <summary>Returns the exception for a field with a value that is not accepted.</summary>
    public SegmentationException Wrong(string name, JsonElement found, string accepted) =>
        WireFaults.Of(code, title, $"'{PathOf(name)}' is {JsonKind.Describe(found)}; accepted is {accepted}.", PathOf(name));

    private string PathOf(string name) => path.Length == 0 ? name : $"{path}.{name}";
}
