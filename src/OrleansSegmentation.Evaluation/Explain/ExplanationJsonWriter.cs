using System.Globalization;
using System.Text.Json;
using OrleansSegmentation.Evaluation.Values;

namespace OrleansSegmentation.Evaluation.Explain;

/// <summary>Writes an explanation as JSON, in the form of the answer to <c>POST /segment/explain</c>.</summary>
public static class ExplanationJsonWriter
{
    /// <summary>
    /// Writes one object: <c>member</c>, <c>value</c>, <c>asOf</c> (RFC 3339), <c>proof</c>, <c>nearestMiss</c>. A proof that was cut says by
    /// how much in <c>omittedValues</c> and <c>omittedChildren</c>.
    /// </summary>
    public static void Write(Utf8JsonWriter writer, ProfileExplanation explanation)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(explanation);
        writer.WriteStartObject();
        writer.WriteBoolean("member", explanation.IsMember);
        writer.WritePropertyName("value");
        explanation.Value.ToJson(writer);
        writer.WriteString("asOf", FormatInstant(explanation.AsOfMs));
        writer.WritePropertyName("proof");
        Write(writer, explanation.Proof);
        writer.WriteStartArray("nearestMiss");
        foreach (var change in explanation.NearestMiss)
        {
            writer.WriteStartObject();
            writer.WriteString("path", change.Path);
            writer.WritePropertyName("current");
            change.Current.ToJson(writer);
            writer.WriteString("required", change.Required);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    internal static string FormatInstant(long ms) =>
        DateTimeOffset.FromUnixTimeMilliseconds(ms).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static void Write(Utf8JsonWriter writer, ProofNode proof)
    {
        writer.WriteStartObject();
        writer.WriteString("text", proof.Text);
        if (proof.Location is { } location)
        {
            writer.WriteStartObject("location");
            writer.WriteNumber("start", location.Start);
            writer.WriteNumber("length", location.Length);
            writer.WriteNumber("line", location.Line);
            writer.WriteNumber("column", location.Column);
            writer.WriteEndObject();
        }
        else
        {
            writer.WriteNull("location");
        }

        writer.WritePropertyName("value");
        proof.Value.ToJson(writer);
        writer.WriteStartArray("decidedBy");
        foreach (var value in proof.DecidedBy)
        {
            writer.WriteStartObject();
            writer.WriteString("path", value.Path);
            writer.WritePropertyName("value");
            value.Value.ToJson(writer);
            if (value.DatasetId is { } datasetId) writer.WriteString("datasetId", datasetId);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("children");
        foreach (var child in proof.Children) Write(writer, child);
        writer.WriteEndArray();
        if (proof.OmittedValues > 0) writer.WriteNumber("omittedValues", proof.OmittedValues);
        if (proof.OmittedChildren > 0) writer.WriteNumber("omittedChildren", proof.OmittedChildren);
        writer.WriteEndObject();
    }
}
