using System.Globalization;

namespace OrleansSegmentation.Evaluation.Explain;

/// <summary>Writes an explanation for people: the proof as an indented tree, then the nearest miss.</summary>
public static class ExplanationTextWriter
{
    private const int MaxTextLength = 160;

    /// <summary>Writes it, one line per subexpression and per deciding value; the last line ends too.</summary>
    public static void Write(TextWriter writer, ProfileExplanation explanation)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(explanation);
        writer.WriteLine($"{(explanation.IsMember ? "member" : "not a member")} as of {ExplanationJsonWriter.FormatInstant(explanation.AsOfMs)}");
        writer.WriteLine();
        Write(writer, explanation.Proof, 0);
        if (explanation.NearestMiss.IsEmpty) return;
        writer.WriteLine();
        writer.WriteLine("The fewest changes that would make it a member:");
        foreach (var change in explanation.NearestMiss)
            writer.WriteLine($"  {Line(change.Path)}: now {Line(change.Current.ToString())}, required {Line(change.Required)}");
    }

    private static void Write(TextWriter writer, ProofNode proof, int depth)
    {
        var indent = new string(' ', depth * 2);
        writer.WriteLine($"{indent}{Line(proof.Text)} → {Line(proof.Value.ToString())}");
        foreach (var value in proof.DecidedBy)
        {
            var dataset = value.DatasetId is null ? "" : $" (dataset {value.DatasetId})";
            writer.WriteLine($"{indent}  · {Line(value.Path)} is {Line(value.Value.ToString())}{dataset}");
        }

        if (proof.OmittedValues > 0) writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{indent}  · …and {proof.OmittedValues} more values"));
        foreach (var child in proof.Children) Write(writer, child, depth + 1);
        if (proof.OmittedChildren > 0) writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{indent}  …and {proof.OmittedChildren} more"));
    }

    // One line per part: line breaks and runs of spaces of the source become one space, what is long is cut.
    private static string Line(string text)
    {
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= MaxTextLength ? line : $"{line[..MaxTextLength]}…";
    }
}
