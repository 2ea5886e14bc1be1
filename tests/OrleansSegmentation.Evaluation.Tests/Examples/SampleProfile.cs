using OrleansSegmentation.Columnar.Building;
using OrleansSegmentation.Columnar.Columns;
using OrleansSegmentation.Evaluation.Values;

namespace OrleansSegmentation.Evaluation.Tests.Examples;

/// <summary>The profile and the instant of the language's examples.</summary>
public static class SampleProfile
{
    /// <summary>2026-03-18T12:00:00Z, a Wednesday.</summary>
    public const long NowMs = 1_773_835_200_000;

    /// <summary>Gets the profile as JSON text.</summary>
    public static byte[] Json { get; } = File.ReadAllBytes(Path.Combine(RepositoryFolder.ExamplesPath, "ana.json"));

    /// <summary>Gets the profile read from JSON.</summary>
    public static PqlValue FromJson { get; } = JsonValues.FromUtf8(Json);

    /// <summary>Gets the profile as a row between others whose fields are of other types.</summary>
    public static PqlValue FromColumns { get; } = Chunks.Row(
        1,
        """{"person":"x","tags":7,"nickname":"Nick","orders":[{"total":"many"}],"loyalty":{"points":"none","extra":[1]}}"""u8.ToArray(),
        Json,
        """{"person":{"name":5,"birthDate":"not a date"},"xEvent":[{"timestamp":5}],"subscriber":"no","noTags":{"a":1}}"""u8.ToArray());
}

/// <summary>Puts JSON documents into a chunk.</summary>
internal static class Chunks
{
    public static ColumnChunk Build(params byte[][] rows)
    {
        var builder = new ColumnChunkBuilder();
        foreach (var row in rows) builder.AppendJson(row);
        return builder.Build();
    }

    public static PqlValue Row(int row, params byte[][] rows) => ColumnValues.Row(Build(rows), row);
}
