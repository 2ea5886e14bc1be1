using System.Text.Encodings.Web;
using System.Text.Json;
using OrleansSegmentation.Cli.Import.Sources;

namespace OrleansSegmentation.Cli.Import.Reporting;

/// <summary>Lists the records that were not taken, in the order of the file: all of them in a file, the first ones for the terminal.</summary>
internal sealed class RejectLog : IDisposable
{
    /// <summary>How many are shown.</summary>
    public const int MaxShown = 20;

    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly FileStream? _file;
    private readonly List<RecordRejection> _first = [];

    /// <summary>Opens the file.</summary>
    /// <param name="path">Where; null: no file.</param>
    /// <param name="keepBytes">How much of it an interrupted import has written for good.</param>
    public RejectLog(string? path, long keepBytes)
    {
        if (path is null) return;
        _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read);
        _file.SetLength(Math.Min(_file.Length, keepBytes));
        _file.Position = _file.Length;
    }

    /// <summary>Gets the first ones of this run.</summary>
    public IReadOnlyList<RecordRejection> First => _first;

    /// <summary>Gets how long the file is.</summary>
    public long Length => _file?.Length ?? 0;

    /// <summary>Adds records; they are durable when it returns.</summary>
    public void Add(IReadOnlyCollection<RecordRejection> rejections)
    {
        if (rejections.Count == 0) return;
        _first.AddRange(rejections.Take(MaxShown - _first.Count));
        if (_file is null) return;
        using (var writer = new Utf8JsonWriter(_file, Readable))
        {
            foreach (var rejection in rejections)
            {
                Write(writer, rejection);
                writer.Flush();
                _file.WriteByte((byte)'\n');
                writer.Reset();
            }
        }

        _file.Flush(flushToDisk: true);
    }

    /// <summary>Writes one as an object.</summary>
    public static void Write(Utf8JsonWriter writer, RecordRejection rejection)
    {
        writer.WriteStartObject();
        if (rejection.Place.Line is { } line) writer.WriteNumber("line", line);
        if (rejection.Place.Row is { } row) writer.WriteNumber("row", row);
        writer.WriteString("code", rejection.Code);
        writer.WriteString("message", rejection.Message);
        writer.WriteEndObject();
    }

    public void Dispose() => _file?.Dispose();
}
