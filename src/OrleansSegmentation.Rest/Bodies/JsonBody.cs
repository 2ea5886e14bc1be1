using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using OrleansSegmentation.Client;
using OrleansSegmentation.Rest.Errors;

namespace OrleansSegmentation.Rest.Bodies;

/// <summary>Parses JSON strictly (RFC 8259) and says where it is wrong.</summary>
internal static class JsonBody
{
    /// <summary>Parses a body.</summary>
    /// <param name="utf8">The bytes; must not change while the document is used.</param>
    /// <param name="maxDepth">How many objects and arrays may be open at once.</param>
    /// <exception cref="SegmentationException"><c>SEG-GEN001-400</c>, with line and byte.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> utf8, int maxDepth)
    {
        if (!Utf8.IsValid(utf8.Span))
        {
            throw WireFaults.NotJson($"The body is not valid UTF-8 at byte {FirstInvalidByte(utf8.Span)} (counted from 0).");
        }

        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(utf8, new JsonDocumentOptions { MaxDepth = maxDepth });
        }
        catch (JsonException exception)
        {
            throw WireFaults.NotJson(Describe(exception, maxDepth));
        }

        try
        {
            CheckEscapes(utf8.Span, maxDepth);
            return document;
        }
        catch
        {
            document.Dispose();
            throw;
        }
    }

    // The parser leaves escapes alone, but half of a surrogate pair is no text and would fail wherever it is read.
    private static void CheckEscapes(ReadOnlySpan<byte> utf8, int maxDepth)
    {
        if (!utf8.Contains((byte)'\\'))
        {
            return;
        }

        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = maxDepth });
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped)
            {
                try
                {
                    _ = reader.GetString();
                }
                catch (InvalidOperationException)
                {
                    throw WireFaults.NotJson(
                        $"The text at byte {reader.TokenStartIndex} (counted from 0) holds \\u escapes that are half of a surrogate pair.");
                }
            }
        }
    }

    private static string Describe(JsonException exception, int maxDepth)
    {
        var place = $"line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}";
        if (exception.Message.Contains("depth", StringComparison.Ordinal))
        {
            return $"The body is nested too deeply at {place}: at most {maxDepth} levels are accepted.";
        }

        var reason = exception.Message.Split(" LineNumber:")[0];
        return $"The body is not well-formed JSON at {place}: {reason}";
    }

    private static int FirstInvalidByte(ReadOnlySpan<byte> utf8)
    {
        var position = 0;
        while (Rune.DecodeFromUtf8(utf8[position..], out _, out var consumed) == OperationStatus.Done)
        {
            position += consumed;
        }

        return position;
    }
}
