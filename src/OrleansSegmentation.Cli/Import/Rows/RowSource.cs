using System.Text.Encodings.Web;
using System.Text.Json;
using OrleansSegmentation.Cli.Import.Mapping;
using OrleansSegmentation.Cli.Import.Sources;

namespace OrleansSegmentation.Cli.Import.Rows;

/// <summary>Rows that become records.</summary>
internal sealed class RowSource(IRowReader rows, IRecordWriter records) : IRecordSource
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public async ValueTask<bool> FillAsync(Chunk chunk, CancellationToken cancellationToken)
    {
        await using var writer = new Utf8JsonWriter(chunk, Compact);
        while (!chunk.IsFull && await rows.ReadAsync(cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var before = chunk.Length;
            if (Write(chunk, writer) is { } problem)
            {
                writer.Reset();
                chunk.Truncate(before);
                chunk.Reject(new RecordRejection(rows.Place, problem.Code, problem.Message));
            }

            chunk.End = rows.Position;
        }

        chunk.Share = rows.Share;
        return chunk.Length > 0 || chunk.Rejections.Count > 0;
    }

    public ValueTask DisposeAsync() => rows.DisposeAsync();

    private (string Code, string Message)? Write(Chunk chunk, Utf8JsonWriter writer)
    {
        if (rows.Problem is { } unreadable) return (RecordRejection.Shape, unreadable);
        var start = chunk.Length;
        if (records.Write(rows, writer) is { } problem) return problem;
        writer.Flush();
        writer.Reset();
        if (chunk.Length - start > Chunk.MaxRecordBytes) return (RecordRejection.Shape, $"record: {chunk.Length - start:N0} bytes are not accepted. Accepted: up to {Chunk.MaxRecordBytes:N0} bytes.");
        chunk.Append("\n"u8);
        chunk.AddPlace(rows.Place);
        return null;
    }
}
