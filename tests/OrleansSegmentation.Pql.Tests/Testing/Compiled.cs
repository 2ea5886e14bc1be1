using OrleansSegmentation.Evaluation.Functions;
using OrleansSegmentation.Pql.Json;
using OrleansSegmentation.Pql.Printing;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Pql.Tests.Testing;

/// <summary>Short ways through the public entry points.</summary>
internal static class Compiled
{
    public static PqlCompilation Text(string source) => PqlCompiler.CompileText(source, FunctionCatalog.Default);

    public static PqlCompilation Json(string source) => PqlCompiler.CompileJson(source, FunctionCatalog.Default);

    /// <summary>Returns the tree of a text that must be valid.</summary>
    public static PqlNode Tree(string text) => Valid(Text(text), text);

    /// <summary>Returns the tree of a JSON that must be valid.</summary>
    public static PqlNode JsonTree(string json) => Valid(Json(json), json);

    /// <summary>Returns the canonical text of a text.</summary>
    public static string Reprint(string text) => PqlTextPrinter.Print(Tree(text));

    /// <summary>Returns the canonical JSON of a text.</summary>
    public static string ToJson(string text) => PqlJsonWriter.Write(Tree(text));

    /// <summary>Returns the diagnostics as "code start..end", with the source text they point at.</summary>
    public static string[] Problems(string text) =>
        [.. Text(text).Diagnostics.Select(diagnostic => $"{diagnostic.Code} {text.Substring(diagnostic.Span.Start, diagnostic.Span.Length)}")];

    private static PqlNode Valid(PqlCompilation compilation, string source)
    {
        Assert.True(compilation.IsValid, $"{source}\n{string.Join('\n', compilation.Diagnostics)}");
        return compilation.Query!.Root;
    }
}
