using System.Text;
using Microsoft.AspNetCore.Http;

namespace OrleansSegmentation.Rest.Hosting;

/// <summary>Things a caller should know about a successful call: <c>x-segmentation-warning</c>, one header line each.</summary>
internal static class ResponseWarnings
{
    public const string HeaderName = "x-segmentation-warning";

    private const int MaxWarnings = 20; // clients refuse answers with very long headers
    private const int MaxLength = 500;

    public static void Add(HttpContext http, IEnumerable<string> warnings)
    {
        foreach (var warning in warnings.Take(MaxWarnings))
        {
            http.Response.Headers.Append(HeaderName, ToHeaderText(warning));
        }
    }

    // Header values are printable ASCII; everything else is percent-encoded as UTF-8.
    private static string ToHeaderText(string text)
    {
        var encoded = new StringBuilder();
        foreach (var value in Encoding.UTF8.GetBytes(text.Length <= MaxLength ? text : text[..MaxLength]))
        {
            _ = value is >= 0x20 and <= 0x7E ? encoded.Append((char)value) : encoded.Append('%').Append(value.ToString("X2", provider: null));
        }

        return encoded.ToString();
    }
}
