using System.Text;
using OrleansSegmentation.Cli.Import;
using OrleansSegmentation.Cli.Import.Sources;

namespace OrleansSegmentation.Cli.Tests.Import;

/// <summary>Reads files of rows as an import does, down to the records that would be sent.</summary>
internal static class RowFiles
{
    /// <summary>Reads CSV with a mapping; returns records and what is wrong with others.</summary>
    public static Task<List<string>> ReadCsvAsync(ImportFolder folder, string csv, string map) =>
        ReadAsync(folder.Write("rows.csv", csv), SourceFormat.Csv, folder.Write("rows.map.json", map));

    /// <summary>Reads any file.</summary>
    public static async Task<List<string>> ReadAsync(string file, SourceFormat format, string? mapFile, int chunkBytes = 4096, SourcePosition position = default)
    {
        var options = new ImportOptions(
            file, format, mapFile, new ImportDestination(new Uri("http://server.example"), null, "o", "prod", "t", "k"), $"{file}.state", null, chunkBytes, 1,
            TimeSpan.Zero, Restart: false, Moved: false);
        var (mapping, _) = ImportSources.ReadMapping(format, mapFile);
        await using var source = await ImportSources.OpenAsync(options, mapping, position, CancellationToken.None);
        var chunk = new Chunk(chunkBytes);
        var found = new List<string>();
        while (true)
        {
            chunk.Begin(0, position);
            if (!await source.FillAsync(chunk, CancellationToken.None)) return found;
            found.AddRange(Encoding.UTF8.GetString(chunk.Body.Span).Split('\n', StringSplitOptions.RemoveEmptyEntries));
            found.AddRange(chunk.Rejections.Select(static rejection => $"rejected {rejection.Place}: {rejection.Code} {rejection.Message}"));
            position = chunk.End;
        }
    }
}
