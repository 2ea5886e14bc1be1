using System.Text.Json;
using OrleansSegmentation.Client;
using OrleansSegmentation.Contracts.Ingest;
using OrleansSegmentation.Contracts.Sandboxes;
using OrleansSegmentation.Rest.Hosting;

namespace OrleansSegmentation.Rest.Collection;

/// <summary>The messages of a request for one sandbox, as one array of records: they become one batch.</summary>
/// <param name="sandbox">The sandbox.</param>
internal sealed class RecordGroup(SandboxDescriptor sandbox) : IDisposable
{
    private static readonly JsonWriterOptions WriterOptions = new() { SkipValidation = true };

    private readonly PooledBuffer _content = new();
    private readonly List<int> _places = [];
    private Utf8JsonWriter? _writer;

    public SandboxDescriptor Sandbox { get; } = sandbox;

    /// <summary>Adds a message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="place">Its zero-based place in the request.</param>
    public void Add(CollectionMessage message, int place)
    {
        if (_writer is null)
        {
            _writer = new Utf8JsonWriter(_content, WriterOptions);
            _writer.WriteStartArray();
        }

        message.WriteRecord(_writer);
        _places.Add(place);
    }

    /// <summary>Makes the records durable. Call once, after the last message.</summary>
    /// <returns>The refused messages, by place.</returns>
    public async Task<IReadOnlyDictionary<int, RecordError>> SendAsync(SegmentationClient client, CancellationToken cancellationToken)
    {
        if (_writer is null)
        {
            return new Dictionary<int, RecordError>();
        }

        _writer.WriteEndArray();
        await _writer.FlushAsync(cancellationToken);
        var options = new IngestOptions { Format = RecordFormat.JsonArray, MaxErrors = _places.Count };
        // A copy, because a call that is given up may still read its content when the buffer is used for something else.
        var receipt = await client.IngestAsync(_content.WrittenMemory.ToArray(), options, cancellationToken);
        return receipt.Errors.ToDictionary(error => _places[error.Line - 1]);
    }

    public void Dispose()
    {
        _writer?.Dispose();
        _content.Dispose();
    }
}
