using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using OrleansSegmentation.Cli.Pql.Input;
using OrleansSegmentation.Evaluation.Eligibility;
using OrleansSegmentation.Evaluation.Functions;
using OrleansSegmentation.Pql;
using OrleansSegmentation.Pql.Diagnostics;
using OrleansSegmentation.Pql.Printing;
using OrleansSegmentation.Pql.Schemas;

namespace OrleansSegmentation.Cli.Pql.Checking;

/// <summary>What <c>pql check</c> found.</summary>
/// <param name="Expression">The expression.</param>
/// <param name="Query">The checked expression, or null if there is an error.</param>
/// <param name="Diagnostics">All problems, in order of place.</param>
internal sealed record CheckReport(Expression Expression, PqlQuery? Query, ImmutableArray<PqlDiagnostic> Diagnostics)
{
    /// <summary>Gets whether the expression can be stored and run.</summary>
    public bool IsValid => Query is not null;

    /// <summary>Checks an expression, against a schema if there is one.</summary>
    public static CheckReport Make(Expression expression, ProfileSchema? schema)
    {
        var compilation = schema is null
            ? expression.Compile()
            : PqlCompiler.Compile(expression.Format, expression.Text, FunctionCatalog.Default, schema, PqlSeverity.Warning);
        return new CheckReport(expression, compilation.Query, compilation.Diagnostics);
    }

    /// <summary>Writes it for people.</summary>
    public void WriteText(TextWriter writer)
    {
        foreach (var diagnostic in Diagnostics) DiagnosticText.Write(writer, diagnostic, Expression.Text);
        var errors = Diagnostics.Count(static diagnostic => diagnostic.Severity == PqlSeverity.Error);
        if (Query is null)
        {
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Not valid: {Number(errors, "error")}, {Number(Diagnostics.Length - errors, "warning")}."));
            return;
        }

        writer.WriteLine(Diagnostics.IsEmpty ? "Valid." : $"Valid, with {Number(Diagnostics.Length, "warning")}.");
        writer.WriteLine($"text:       {PqlTextPrinter.Print(Query.Root)}");
        writer.WriteLine($"segments:   {(Query.ReferencedSegments.IsEmpty ? "none" : string.Join(", ", Query.ReferencedSegments))}");
        var methods = EvaluationMethods.Classify(Query.Root);
        writer.WriteLine(methods.IsStreaming && methods.IsEdge
            ? "evaluation: batch, streaming, edge. Nothing in it has to wait for a batch."
            : $"evaluation: batch only. {string.Join(' ', methods.Reasons)}");
    }

    /// <summary>Writes it for programs.</summary>
    public void WriteJson(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteBoolean("valid", IsValid);
        writer.WriteString("format", Expression.Format == PqlFormat.Text ? "pql/text" : "pql/json");
        if (Query is not null) WriteQuery(writer, Query);
        writer.WriteStartArray("diagnostics");
        foreach (var diagnostic in Diagnostics) Write(writer, diagnostic);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    /// <summary>Writes a problem: its code, severity, message and place.</summary>
    public static void Write(Utf8JsonWriter writer, PqlDiagnostic diagnostic)
    {
        writer.WriteStartObject();
        writer.WriteString("code", diagnostic.Code);
        writer.WriteString("severity", DiagnosticText.Severity(diagnostic));
        writer.WriteString("message", diagnostic.Message);
        if (diagnostic.JsonPath is { } path)
        {
            writer.WriteString("jsonPath", path);
        }
        else
        {
            writer.WriteStartObject("location");
            writer.WriteNumber("start", diagnostic.Span.Start);
            writer.WriteNumber("length", diagnostic.Span.Length);
            writer.WriteNumber("line", diagnostic.Line);
            writer.WriteNumber("column", diagnostic.Column);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static void WriteQuery(Utf8JsonWriter writer, PqlQuery query)
    {
        writer.WriteString("text", PqlTextPrinter.Print(query.Root));
        writer.WriteStartArray("segments");
        foreach (var id in query.ReferencedSegments) writer.WriteStringValue(id);
        writer.WriteEndArray();
        var methods = EvaluationMethods.Classify(query.Root);
        writer.WriteStartObject("evaluation");
        writer.WriteBoolean("batch", true);
        writer.WriteBoolean("streaming", methods.IsStreaming);
        writer.WriteBoolean("edge", methods.IsEdge);
        writer.WriteStartArray("reasons");
        foreach (var reason in methods.Reasons) writer.WriteStringValue(reason);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static string Number(int count, string noun) => string.Create(CultureInfo.InvariantCulture, $"{count} {noun}{(count == 1 ? "" : "s")}");
}
