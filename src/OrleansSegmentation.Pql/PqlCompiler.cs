using System.Collections.Immutable;
using OrleansSegmentation.Pql.Binding;
using OrleansSegmentation.Pql.Diagnostics;
using OrleansSegmentation.Pql.Json;
using OrleansSegmentation.Pql.Parsing;
using OrleansSegmentation.Pql.Schemas;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Pql;

/// <summary>
/// Reads an expression in either encoding into a checked <see cref="PqlQuery"/>. Never throws because of the expression:
/// what is wrong with it is in <see cref="PqlCompilation.Diagnostics"/>.
/// </summary>
/// <remarks>Thread-safe. Time and memory are proportional to the length of the source, which is limited by <see cref="PqlLimits"/>.</remarks>
public static class PqlCompiler
{
    /// <summary>Compiles an expression of either format.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="format"/> is neither text nor JSON.</exception>
    public static PqlCompilation Compile(PqlFormat format, string source, IFunctionCatalog catalog) => format switch
    {
        PqlFormat.Text => CompileText(source, catalog),
        PqlFormat.Json => CompileJson(source, catalog),
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "Expected Text or Json."),
    };

    /// <summary>Compiles an expression of either format and checks a valid one against a schema.</summary>
    /// <param name="format">The format.</param>
    /// <param name="source">The expression.</param>
    /// <param name="catalog">The functions.</param>
    /// <param name="schema">The schema of the profile.</param>
    /// <param name="severity">How serious a contradiction to the schema is; with errors there is no query.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="format"/> is neither text nor JSON.</exception>
    public static PqlCompilation Compile(PqlFormat format, string source, IFunctionCatalog catalog, ProfileSchema schema, PqlSeverity severity)
    {
        ArgumentNullException.ThrowIfNull(schema);
        var places = format == PqlFormat.Json ? new Dictionary<PqlNode, JsonPath>(ReferenceEqualityComparer.Instance) : null;
        var compilation = places is null ? Compile(format, source, catalog) : CompileJson(source, catalog, places);
        if (compilation.Query is not { } query) return compilation;
        var found = SchemaCheck.Run(query.Root, schema, places is null ? source : null, places, catalog, severity);
        return new PqlCompilation(
            severity == PqlSeverity.Error && !found.IsEmpty ? null : query,
            [.. compilation.Diagnostics.Concat(found).OrderBy(static problem => problem.Span.Start)]);
    }

    /// <summary>Compiles <c>pql/text</c>.</summary>
    public static PqlCompilation CompileText(string source, IFunctionCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(catalog);
        var diagnostics = new DiagnosticBag(source);
        if (source.Length > PqlLimits.TextLength)
        {
            diagnostics.Report(default(TextSpan), PqlDiagnostics.SourceTooLong(source.Length, PqlLimits.TextLength));
            return Finish(null, diagnostics);
        }

        var program = PqlParser.Parse(source, diagnostics);
        return Finish(program is null ? null : PqlBinder.Bind(program, catalog, diagnostics), diagnostics);
    }

    /// <summary>Compiles <c>pql/json</c>: one node as a JSON object.</summary>
    public static PqlCompilation CompileJson(string source, IFunctionCatalog catalog) => CompileJson(source, catalog, null);

    private static PqlCompilation CompileJson(string source, IFunctionCatalog catalog, Dictionary<PqlNode, JsonPath>? places)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(catalog);
        var diagnostics = new DiagnosticBag(null);
        return Finish(PqlJsonReader.Read(source, catalog, diagnostics, places), diagnostics);
    }

    private static PqlCompilation Finish(PqlNode? root, DiagnosticBag diagnostics)
    {
        if (root is not null && !diagnostics.HasErrors) TreeLimits.Check(root, diagnostics);
        var query = root is null || diagnostics.HasErrors ? null : new PqlQuery(root, ReferencedSegments(root));
        return new PqlCompilation(query, diagnostics.ToImmutable());
    }

    private static ImmutableArray<string> ReferencedSegments(PqlNode root)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var ids = ImmutableArray.CreateBuilder<string>();
        Visit(root);
        return ids.ToImmutable();

        void Visit(PqlNode node)
        {
            if (node is LiteralNode) return;
            if (node is ApplyNode { Function: FunctionNames.InSegment, Arguments: [LiteralNode { Value: string id }] } && seen.Add(id)) ids.Add(id);
            foreach (var child in node.Children) Visit(child);
        }
    }
}
