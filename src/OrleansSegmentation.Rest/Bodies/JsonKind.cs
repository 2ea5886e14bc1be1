using System.Text.Json;
using OrleansSegmentation.Rest.Errors;

namespace OrleansSegmentation.Rest.Bodies;

/// <summary>Words for a JSON value in a message.</summary>
internal static class JsonKind
{
    public static string Describe(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => $"the string \"{WireFaults.Quoted(element.GetString()!)}\"",
        _ => WireFaults.Quoted(element.GetRawText()),
    };
}
