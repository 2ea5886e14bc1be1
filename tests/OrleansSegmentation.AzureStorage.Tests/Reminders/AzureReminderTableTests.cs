using Azure.Data.Tables;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using OrleansSegmentation.AzureStorage.Reminders;

namespace OrleansSegmentation.AzureStorage.Tests.Reminders;

[Collection(AzuriteCollection.Name)]
public sealed class AzureReminderTableTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly GrainId Grain = GrainId.Create("sandbox", "grain/with\\odd#key?ä");
    private readonly TableServiceClient _account = new(azurite.ConnectionString);
    private readonly string _serviceId = $"service/{Guid.NewGuid():N}";
    private AzureReminderTable _table = null!;

    public async Task InitializeAsync()
    {
        _table = Open(_serviceId, "cluster");
        await _table.StartAsync(None);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Reminder_Upserted_IsReadByAnyClusterOfTheService()
    {
        var entry = Reminder(Grain, "wake/up");
        var etag = await _table.UpsertRow(entry);
        var read = await Open(_serviceId, "the next cluster").ReadRow(Grain, "wake/up");
        Assert.NotNull(read);
        Assert.Equal((Grain, "wake/up", entry.StartAt, entry.Period, etag), (read.GrainId, read.ReminderName, read.StartAt, read.Period, read.ETag));
        Assert.Equal(DateTimeKind.Utc, read.StartAt.Kind);
        Assert.Null(await _table.ReadRow(Grain, "other"));
        Assert.Null(await Open($"{_serviceId}-other", "cluster").ReadRow(Grain, "wake/up"));
    }

    [Fact]
    public async Task Reminder_Row_HasTheDocumentedKeysAndColumns()
    {
        await _table.UpsertRow(Reminder(Grain, "wake/up"));
        var rows = await _account.GetTableClient("OrleansReminders").QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"ServiceId eq {_serviceId}")).ToListAsync();
        var row = Assert.Single(rows);
        Assert.Equal($"{_serviceId.Replace('/', '_')}_{Grain.GetUniformHashCode():X8}", row.PartitionKey);
        Assert.Equal("sandbox_grain_with_odd_key_ä-wake_up", row.RowKey);
        Assert.Equal(
            ["DeploymentId", "GrainRefConsistentHash", "GrainReference", "Period", "ReminderName", "ServiceId", "StartAt"],
            row.Keys.Except(["odata.etag", "PartitionKey", "RowKey", "Timestamp"]).Order());
    }

    [Fact]
    public async Task Reminder_UpsertedAgain_HasANewETagAndTheOldOneRemovesNothing()
    {
        var first = await _table.UpsertRow(Reminder(Grain, "wake"));
        var changed = Reminder(Grain, "wake");
        changed.Period = TimeSpan.FromHours(2);
        var second = await _table.UpsertRow(changed);
        Assert.NotEqual(first, second);
        Assert.False(await _table.RemoveRow(Grain, "wake", first!));
        Assert.Equal(TimeSpan.FromHours(2), (await _table.ReadRow(Grain, "wake"))!.Period);
        Assert.True(await _table.RemoveRow(Grain, "wake", second!));
        Assert.False(await _table.RemoveRow(Grain, "wake", second!));
        Assert.Null(await _table.ReadRow(Grain, "wake"));
    }

    [Fact]
    public async Task Reminders_ByGrainAndByRange_AreExactlyThoseOfTheRing()
    {
        var grains = Enumerable.Range(0, 20).Select(static i => GrainId.Create("sandbox", $"grain {i}")).ToArray();
        await Task.WhenAll(grains.SelectMany(grain => new[] { "a", "b" }.Select(name => _table.UpsertRow(Reminder(grain, name)))));
        await Open($"{_serviceId}0", "cluster").UpsertRow(Reminder(grains[0], "of another service"));

        Assert.Equal(["a", "b"], (await _table.ReadRows(grains[7])).Reminders.Select(static entry => entry.ReminderName).Order());
        Assert.Equal(["a", "b"], (await _table.ReadRows(GrainId.Create("sandbox", "grain 1"))).Reminders.Select(static entry => entry.ReminderName).Order());
        var random = new Random(17);
        for (var turn = 0; turn < 40; turn++)
        {
            var begin = turn % 5 == 0 ? grains[turn % 20].GetUniformHashCode() : (uint)random.NextInt64(1L << 32);
            var end = turn % 7 == 0 ? begin : turn % 3 == 0 ? grains[random.Next(20)].GetUniformHashCode() : (uint)random.NextInt64(1L << 32);
            var expected = grains.Where(grain => InRange(grain.GetUniformHashCode(), begin, end)).SelectMany(static grain => new[] { $"{grain} a", $"{grain} b" });
            var found = (await _table.ReadRows(begin, end)).Reminders.Select(static entry => $"{entry.GrainId} {entry.ReminderName}");
            Assert.Equal(expected.Order(), found.Order());
        }

        // (begin, end] on a ring: walk from begin to end, upwards, across zero if need be
        static bool InRange(uint hash, uint begin, uint end) => begin == end || (uint)(hash - begin - 1) < (uint)(end - begin);
    }

    [Fact]
    public async Task Clear_RemovesTheRemindersOfThisServiceOnly()
    {
        var other = Open($"{_serviceId}-other", "cluster");
        await other.UpsertRow(Reminder(Grain, "kept"));
        foreach (var name in new[] { "a", "b" }) await _table.UpsertRow(Reminder(Grain, name));
        await _table.TestOnlyClearTable();
        Assert.Empty((await _table.ReadRows(0, 0)).Reminders);
        Assert.Single((await other.ReadRows(0, 0)).Reminders);
    }

    private static ReminderEntry Reminder(GrainId grain, string name) => new()
    {
        GrainId = grain,
        ReminderName = name,
        StartAt = new DateTime(2026, 3, 18, 12, 0, 0, 123, DateTimeKind.Utc),
        Period = TimeSpan.FromMinutes(1),
    };

    private AzureReminderTable Open(string serviceId, string clusterId) => new(
        Options.Create(new AzureTableReminderStorageOptions { TableServiceClient = _account }),
        Options.Create(new ClusterOptions { ServiceId = serviceId, ClusterId = clusterId }));
}
