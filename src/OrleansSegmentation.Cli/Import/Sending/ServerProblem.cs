using System.Globalization;
using System.Net;
using System.Text.Json;

namespace OrleansSegmentation.Cli.Import.Sending;

/// <summary>Says in one sentence what an error answer of the API means.</summary>
internal static class ServerProblem
{
    private const int MaxShownCharacters = 300;

    /// <summary>Describes an answer: status, then the texts of its body where they are known, else the body.</summary>
    public static string Describe(HttpStatusCode status, string body)
    {
        var text = string.Join(' ', Texts(body));
        if (text.Length == 0) text = body.Trim();
        if (text.Length > MaxShownCharacters) text = $"{text[..MaxShownCharacters]}…";
        return string.Create(CultureInfo.InvariantCulture, $"{(int)status}{(text.Length == 0 ? "" : $": {text}")}{(text.EndsWith('.') ? "" : ".")}");
    }

    private static IEnumerable<string> Texts(string body)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(body);
        }
        catch (JsonException)
        {
            yield break; // not from the API: a proxy, perhaps
        }

        using (document)
        {
            if (document.RootElement.ValueKind != JsonValueKind.Object) yield break;
            foreach (var name in (string[])["title", "detail", "error_code", "message"])
            {
                if (document.RootElement.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String) yield return text.GetString()!;
            }
        }
    }
}
