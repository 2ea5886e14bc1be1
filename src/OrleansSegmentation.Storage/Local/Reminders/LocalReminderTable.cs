using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace OrleansSegmentation.Storage.Local.Reminders;

/// <summary>Reminders as documents of the local store. They are all in memory too: this process alone changes them.</summary>
internal sealed class LocalReminderTable(LocalSegmentationStorage storage) : IReminderTable, IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1); // loading and changing
    private volatile ConcurrentDictionary<(GrainId Grain, string Name), ReminderEntry>? _entries;

    // not needed: the table is loaded when it is first used
    public Task Init() => Task.CompletedTask;

    public async Task<ReminderTableData> ReadRows(GrainId grainId) => Copy((await LoadAsync()).Values.Where(entry => entry.GrainId == grainId));

    // Hash codes lie on a ring: (begin, end], across zero when begin is not below end.
    public async Task<ReminderTableData> ReadRows(uint begin, uint end) => Copy((await LoadAsync()).Values.Where(entry =>
    {
        var hash = entry.GrainId.GetUniformHashCode();
        return begin < end ? hash > begin && hash <= end : hash > begin || hash <= end;
    }));

    public async Task<ReminderEntry?> ReadRow(GrainId grainId, string reminderName) =>
        (await LoadAsync()).TryGetValue((grainId, reminderName), out var entry) ? Copy(entry) : null;

    public async Task<string?> UpsertRow(ReminderEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var entries = await LoadAsync();
        await _turn.WaitAsync();
        try
        {
            var key = (entry.GrainId, entry.ReminderName);
            var current = entries.TryGetValue(key, out var found) ? found.ETag : null;
            var content = JsonSerializer.SerializeToUtf8Bytes(
                new ReminderDocument(entry.GrainId.ToString(), entry.ReminderName, entry.StartAt, entry.Period), ReminderJsonContext.Default.ReminderDocument);
            var etag = await storage.GetDocuments("reminders").ReplaceAsync(MakeName(entry.GrainId, entry.ReminderName), content, current, CancellationToken.None)
                ?? throw new InvalidOperationException($"The reminder {entry.ReminderName} of {entry.GrainId} was changed by someone else.");
            var stored = Copy(entry);
            stored.ETag = etag;
            entries[key] = stored;
            return etag;
        }
        finally
        {
            _turn.Release();
        }
    }

    public async Task<bool> RemoveRow(GrainId grainId, string reminderName, string eTag)
    {
        var entries = await LoadAsync();
        await _turn.WaitAsync();
        try
        {
            if (!entries.TryGetValue((grainId, reminderName), out var entry) || entry.ETag != eTag) return false;
            if (!await storage.GetDocuments("reminders").DeleteAsync(MakeName(grainId, reminderName), eTag, CancellationToken.None)) return false;
            return entries.TryRemove((grainId, reminderName), out _);
        }
        finally
        {
            _turn.Release();
        }
    }

    public async Task TestOnlyClearTable()
    {
        foreach (var entry in (await LoadAsync()).Values) _ = await RemoveRow(entry.GrainId, entry.ReminderName, entry.ETag!);
    }

    public void Dispose() => _turn.Dispose();

    private static string MakeName(GrainId grainId, string reminderName) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{grainId}\n{reminderName}")));

    private static ReminderTableData Copy(IEnumerable<ReminderEntry> entries) => new(entries.Select(Copy));

    private static ReminderEntry Copy(ReminderEntry entry) => new()
    {
        GrainId = entry.GrainId,
        ReminderName = entry.ReminderName,
        StartAt = entry.StartAt,
        Period = entry.Period,
        ETag = entry.ETag,
    };

    private async ValueTask<ConcurrentDictionary<(GrainId Grain, string Name), ReminderEntry>> LoadAsync()
    {
        if (_entries is { } loaded) return loaded;
        await _turn.WaitAsync();
        try
        {
            if (_entries is { } others) return others;
            var entries = new ConcurrentDictionary<(GrainId, string), ReminderEntry>();
            var documents = storage.GetDocuments("reminders");
            foreach (var name in documents.List(string.Empty))
            {
                if (await documents.ReadAsync(name, CancellationToken.None) is not { } document) continue;
                var reminder = JsonSerializer.Deserialize(document.Content.Span, ReminderJsonContext.Default.ReminderDocument)
                    ?? throw new StorageDamagedException($"reminders/{name}", "The file holds no reminder.");
                var grainId = GrainId.Parse(reminder.Grain);
                entries[(grainId, reminder.Name)] = new ReminderEntry
                {
                    GrainId = grainId,
                    ReminderName = reminder.Name,
                    StartAt = reminder.StartAt,
                    Period = reminder.Period,
                    ETag = document.ETag,
                };
            }

            return _entries = entries;
        }
        finally
        {
            _turn.Release();
        }
    }
}
