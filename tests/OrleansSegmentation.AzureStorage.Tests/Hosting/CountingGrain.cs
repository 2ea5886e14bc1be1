namespace OrleansSegmentation.AzureStorage.Tests.Hosting;

public interface ICountingGrain : IGrainWithStringKey
{
    /// <summary>Counts its calls, durably, and says where it is.</summary>
    Task<CountingPlace> CountAsync();

    /// <summary>Registers a reminder.</summary>
    Task RemindMeAsync();
}

[GenerateSerializer]
public sealed record CountingPlace([property: Id(0)] int Count, [property: Id(1)] string Silo);

public sealed class CountingState
{
    public int Count { get; set; }
}

public sealed class CountingGrain([PersistentState("count")] IPersistentState<CountingState> state, ILocalSiloDetails silo) : Grain, ICountingGrain, IRemindable
{
    public static readonly TaskCompletionSource<string> Reminded = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async Task<CountingPlace> CountAsync()
    {
        state.State.Count++;
        await state.WriteStateAsync();
        return new CountingPlace(state.State.Count, silo.SiloAddress.ToString());
    }

    public Task RemindMeAsync() => this.RegisterOrUpdateReminder("tick", TimeSpan.Zero, TimeSpan.FromSeconds(1));

    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        Reminded.TrySetResult(reminderName);
        if (await this.GetReminder(reminderName) is { } reminder) await this.UnregisterReminder(reminder);
    }
}
