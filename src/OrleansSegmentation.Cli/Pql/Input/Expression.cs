using System.Text.Json;
using OrleansSegmentation.Evaluation.Functions;
using OrleansSegmentation.Pql;

namespace OrleansSegmentation.Cli.Pql.Input;

/// <summary>An expression as it was given.</summary>
/// <param name="Format">Its encoding.</param>
/// <param name="Text">Its text.</param>
internal sealed record Expression(PqlFormat Format, string Text)
{
    /// <summary>Reads an expression of unknown encoding: an object with <c>nodeType</c> is <c>pql/json</c>, everything else <c>pql/text</c>.</summary>
    public static Expression Detect(string text) => new(IsJsonNode(text) ? PqlFormat.Json : PqlFormat.Text, text);

    /// <summary>Compiles it as a definition is compiled when it is stored: without a schema.</summary>
    public PqlCompilation Compile() => PqlCompiler.Compile(Format, Text, FunctionCatalog.Default);

    private static bool IsJsonNode(string text)
    {
        if (!text.AsSpan().TrimStart().StartsWith("{") || !text.Contains("nodeType", StringComparison.Ordinal)) return false;
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 1000 });
            return document.RootElement.TryGetProperty("nodeType", out _);
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
