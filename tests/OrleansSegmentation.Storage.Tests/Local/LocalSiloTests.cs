using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Storage;

namespace OrleansSegmentation.Storage.Tests.Local;

public sealed class LocalSiloTests : IAsyncLifetime
{
    private static readonly GrainId Grain = GrainId.Create("sandbox", "grain/with:odd \"key\" ä");
    private readonly TemporaryFolder _folder = new();
    private IHost _host = null!;

    public async Task InitializeAsync() => _host = await LocalSilo.StartAsync(_folder.Path);

    public async Task DisposeAsync()
    {
        await LocalSilo.StopAsync(_host);
        _folder.Dispose();
    }

    [Fact]
    public async Task Silo_OnAFolderInUse_DoesNotStart()
    {
        var error = await Assert.ThrowsAnyAsync<Exception>(() => LocalSilo.StartAsync(_folder.Path));
        Assert.Contains(_folder.Path, Assert.IsType<StorageInUseException>(Innermost(error)).Message, StringComparison.Ordinal);

        static Exception Innermost(Exception exception)
        {
            while (exception is not StorageInUseException && exception.InnerException is { } inner) exception = inner;
            return exception;
        }
    }

    [Fact]
    public async Task GrainState_Written_IsReadAfterARestartOfTheSilo()
    {
        var state = new GrainState<Counter>(new Counter { Value = 7, Text = "größe" });
        await Store().WriteStateAsync("counter", Grain, state);
        Assert.True(state.RecordExists);
        await RestartAsync();
        var read = new GrainState<Counter>();
        await Store().ReadStateAsync("counter", Grain, read);
        Assert.Equal((7, "größe", state.ETag, true), (read.State!.Value, read.State!.Text, read.ETag, read.RecordExists));
    }

    [Fact]
    public async Task GrainState_ThatIsMissing_IsReadAsNew()
    {
        var read = new GrainState<Counter>(new Counter { Value = 5 }) { ETag = "x", RecordExists = true };
        await Store().ReadStateAsync("counter", Grain, read);
        Assert.Equal((0, null, false), (read.State!.Value, read.ETag, read.RecordExists));
    }

    [Fact]
    public async Task GrainState_WrittenWithAStaleETag_IsRefusedAndUnchanged()
    {
        var store = Store();
        var first = new GrainState<Counter>(new Counter { Value = 1 });
        await store.WriteStateAsync("counter", Grain, first);
        var stale = new GrainState<Counter>(new Counter { Value = 9 }) { ETag = first.ETag };
        first.State!.Value = 2;
        await store.WriteStateAsync("counter", Grain, first);

        var error = await Assert.ThrowsAsync<InconsistentStateException>(() => store.WriteStateAsync("counter", Grain, stale));
        Assert.Equal((first.ETag, stale.ETag), (error.StoredEtag, error.CurrentEtag));
        await Assert.ThrowsAsync<InconsistentStateException>(() => store.WriteStateAsync("counter", Grain, new GrainState<Counter>(new Counter())));
        await Assert.ThrowsAsync<InconsistentStateException>(() => store.ClearStateAsync("counter", Grain, stale));
        var read = new GrainState<Counter>();
        await store.ReadStateAsync("counter", Grain, read);
        Assert.Equal(2, read.State!.Value);
    }

    [Fact]
    public async Task GrainState_Cleared_IsGoneAndCanBeWrittenAnew()
    {
        var store = Store();
        var state = new GrainState<Counter>(new Counter { Value = 1 });
        await store.WriteStateAsync("counter", Grain, state);
        var oldETag = state.ETag;
        await store.ClearStateAsync("counter", Grain, state);
        Assert.Equal((0, null, false), (state.State!.Value, state.ETag, state.RecordExists));
        await store.ClearStateAsync("counter", Grain, state);
        await Assert.ThrowsAsync<InconsistentStateException>(
            () => store.WriteStateAsync("counter", Grain, new GrainState<Counter>(new Counter { Value = 3 }) { ETag = oldETag }));
        state.State!.Value = 4;
        await store.WriteStateAsync("counter", Grain, state);
        Assert.NotEqual(oldETag, state.ETag);
    }

    [Fact]
    public async Task GrainStates_OfOtherNamesGrainsAndStores_AreApart()
    {
        await Store().WriteStateAsync("counter", Grain, new GrainState<Counter>(new Counter { Value = 1 }));
        await Store().WriteStateAsync("other", Grain, new GrainState<Counter>(new Counter { Value = 2 }));
        await Store().WriteStateAsync("counter", GrainId.Create("sandbox", "b"), new GrainState<Counter>(new Counter { Value = 3 }));
        await Store("other").WriteStateAsync("counter", Grain, new GrainState<Counter>(new Counter { Value = 4 }));
        var read = new GrainState<Counter>();
        await Store().ReadStateAsync("counter", Grain, read);
        Assert.Equal(1, read.State!.Value);
        await Store("other").ReadStateAsync("counter", Grain, read);
        Assert.Equal(4, read.State!.Value);
    }

    [Fact]
    public async Task Reminder_Upserted_IsReadAfterARestartOfTheSilo()
    {
        var entry = Reminder(Grain, "wake");
        var etag = await Table().UpsertRow(entry);
        await RestartAsync();
        var read = await Table().ReadRow(Grain, "wake");
        Assert.NotNull(read);
        Assert.Equal((Grain, "wake", entry.StartAt, entry.Period, etag), (read.GrainId, read.ReminderName, read.StartAt, read.Period, read.ETag));
        Assert.Equal(DateTimeKind.Utc, read.StartAt.Kind);
        Assert.Null(await Table().ReadRow(Grain, "other"));
    }

    [Fact]
    public async Task Reminder_UpsertedAgain_HasANewETagAndTheOldOneRemovesNothing()
    {
        var table = Table();
        var first = await table.UpsertRow(Reminder(Grain, "wake"));
        var changed = Reminder(Grain, "wake");
        changed.Period = TimeSpan.FromHours(2);
        var second = await table.UpsertRow(changed);
        Assert.NotEqual(first, second);
        Assert.False(await table.RemoveRow(Grain, "wake", first!));
        Assert.Equal(TimeSpan.FromHours(2), (await table.ReadRow(Grain, "wake"))!.Period);
        Assert.True(await table.RemoveRow(Grain, "wake", second!));
        Assert.False(await table.RemoveRow(Grain, "wake", second!));
        Assert.Null(await table.ReadRow(Grain, "wake"));
        await RestartAsync();
        Assert.Null(await Table().ReadRow(Grain, "wake"));
    }

    [Fact]
    public async Task Reminders_ByGrainAndByRange_AreExactlyThoseOfTheRing()
    {
        var table = Table();
        var grains = Enumerable.Range(0, 40).Select(i => GrainId.Create("sandbox", $"grain {i}")).ToArray();
        foreach (var grain in grains)
            foreach (var name in new[] { "a", "b" }) await table.UpsertRow(Reminder(grain, name));

        Assert.Equal(["a", "b"], (await table.ReadRows(grains[7])).Reminders.Select(entry => entry.ReminderName).Order());
        var random = new Random(17);
        for (var turn = 0; turn < 50; turn++)
        {
            var begin = turn % 5 == 0 ? grains[turn % 40].GetUniformHashCode() : (uint)random.NextInt64(1L << 32);
            var end = turn % 7 == 0 ? begin : turn % 3 == 0 ? grains[random.Next(40)].GetUniformHashCode() : (uint)random.NextInt64(1L << 32);
            var expected = grains.Where(grain => InRange(grain.GetUniformHashCode(), begin, end)).SelectMany(grain => new[] { $"{grain} a", $"{grain} b" });
            var found = (await table.ReadRows(begin, end)).Reminders.Select(entry => $"{entry.GrainId} {entry.ReminderName}");
            Assert.Equal(expected.Order(), found.Order());
        }

        // (begin, end] on a ring: walk from begin to end, upwards, across zero if need be
        static bool InRange(uint hash, uint begin, uint end) => begin == end || (uint)(hash - begin - 1) < (uint)(end - begin);
    }

    [Fact]
    public async Task Reminder_ChangedByItsReader_IsUnchangedInTheTable()
    {
        await Table().UpsertRow(Reminder(Grain, "wake"));
        var read = await Table().ReadRow(Grain, "wake");
        read!.Period = TimeSpan.Zero;
        Assert.Equal(TimeSpan.FromMinutes(1), (await Table().ReadRow(Grain, "wake"))!.Period);
    }

    private static ReminderEntry Reminder(GrainId grain, string name) => new()
    {
        GrainId = grain,
        ReminderName = name,
        StartAt = new DateTime(2026, 3, 18, 12, 0, 0, 123, DateTimeKind.Utc),
        Period = TimeSpan.FromMinutes(1),
    };

    private async Task RestartAsync()
    {
        await LocalSilo.StopAsync(_host);
        _host = await LocalSilo.StartAsync(_folder.Path);
    }

    private IGrainStorage Store(string name = "Default") => _host.Services.GetRequiredKeyedService<IGrainStorage>(name);

    private IReminderTable Table() => _host.Services.GetRequiredService<IReminderTable>();

    public sealed class Counter
    {
        public int Value { get; set; }

        public string? Text { get; set; }
    }
}
