using System.Globalization;
using System.Text.Json;

namespace OrleansSegmentation.Cli.Pql.Cases;

/// <summary>Shows what came out of cases.</summary>
internal static class CaseReport
{
    private const int MaxExpressionLength = 200;

    /// <summary>Writes one line per failure and, last, how many passed and failed.</summary>
    public static void WriteText(TextWriter writer, IReadOnlyList<CaseResult> results)
    {
        foreach (var result in results.Where(static result => !result.IsPassed))
        {
            var problem = result.Problem is null ? "" : $" ({OneLine(result.Problem)})";
            writer.WriteLine($"FAILED {OneLine(result.Case.Id)}: {Shortened(OneLine(result.Case.Expression.Text))}: expected {Word(result.Case.Expected)}, got {Word(result.Outcome)}{problem}");
        }

        var passed = results.Count(static result => result.IsPassed);
        writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{passed} passed, {results.Count - passed} failed"));
    }

    /// <summary>Writes all results.</summary>
    public static void WriteJson(Utf8JsonWriter writer, string engine, IReadOnlyList<CaseResult> results)
    {
        writer.WriteStartObject();
        writer.WriteString("engine", engine);
        writer.WriteNumber("passed", results.Count(static result => result.IsPassed));
        writer.WriteNumber("failed", results.Count(static result => !result.IsPassed));
        writer.WriteStartArray("cases");
        foreach (var result in results)
        {
            writer.WriteStartObject();
            writer.WriteString("id", result.Case.Id);
            writer.WriteBoolean("passed", result.IsPassed);
            writer.WriteString("pql", result.Case.Expression.Text);
            Write(writer, "expected", result.Case.Expected);
            Write(writer, "got", result.Outcome);
            if (result.Problem is not null) writer.WriteString("problem", result.Problem);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, string name, CaseOutcome outcome)
    {
        if (outcome is CaseOutcome.True or CaseOutcome.False) writer.WriteBoolean(name, outcome == CaseOutcome.True);
        else writer.WriteString(name, Word(outcome));
    }

    private static string Word(CaseOutcome outcome) => outcome switch
    {
        CaseOutcome.True => "true",
        CaseOutcome.False => "false",
        CaseOutcome.Error => "error",
        _ => "failure",
    };

    private static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static string Shortened(string text) => text.Length <= MaxExpressionLength ? text : $"{text[..MaxExpressionLength]}…";
}
