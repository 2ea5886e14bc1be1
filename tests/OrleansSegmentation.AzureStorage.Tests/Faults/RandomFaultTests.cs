using System.Text;
using OrleansSegmentation.AzureStorage.Tests.Storage;
using OrleansSegmentation.Storage;

namespace OrleansSegmentation.AzureStorage.Tests.Faults;

/// <summary>Silos that fight for one log over a network that loses requests and answers at random: what was acknowledged is there, once, in order.</summary>
[Collection(AzuriteCollection.Name)]
public sealed class RandomFaultTests(AzuriteFixture azurite)
{
    private const int Silos = 3;
    private const int AppendsPerSilo = 40;
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory]
    [InlineData(1), InlineData(2)]
    public async Task Log_FoughtForOverALossyNetwork_KeepsEveryAcknowledgedEntryOnceAndInOrder(int seed)
    {
        using var account = new StorageAccount(azurite);
        var sandboxId = Guid.NewGuid();
        var acknowledged = await Task.WhenAll(Enumerable.Range(0, Silos).Select(silo => Task.Run(() => WriteAsync(account, sandboxId, new Random((seed * Silos) + silo), silo))));

        using var reader = await account.OpenAsync();
        var log = reader.GetLog(sandboxId);
        var head = await log.ReadHeadAsync(None);
        var entries = new List<SandboxLogEntry>();
        await foreach (var entry in log.ReadAsync(1, head.Epoch, None)) entries.Add(entry);
        var found = entries.Select(Describe).ToHashSet();

        Assert.Equal(entries.Count, found.Count);
        Assert.Equal(Enumerable.Range(1, entries.Count).Select(static epoch => (long)epoch), entries.Select(static entry => entry.Epoch));
        Assert.True(entries.Zip(entries.Skip(1)).All(static pair => pair.First.TimeMs < pair.Second.TimeMs && pair.First.Term <= pair.Second.Term), $"seed {seed}");
        var lost = acknowledged.SelectMany(static silo => silo).Where(entry => !found.Contains(entry)).ToList();
        Assert.True(lost.Count == 0, $"seed {seed}: acknowledged and not in the log: {string.Join(", ", lost)}");
        Assert.Equal(Silos * AppendsPerSilo, acknowledged.Sum(static silo => silo.Count));
    }

    private static async Task<List<string>> WriteAsync(StorageAccount account, Guid sandboxId, Random random, int silo)
    {
        var network = new FaultyNetwork();
        using var storage = await account.OpenAsync(network.Use);
        network.LoseAtRandom(random, percent: 8);
        var log = storage.GetLog(sandboxId);
        var acknowledged = new List<string>();
        SandboxLogHead? head = null;
        for (var step = 0; acknowledged.Count < AppendsPerSilo; step++)
        {
            try
            {
                if (head is null || random.Next(15) == 0) head = await log.OpenAsync($"silo {silo}, step {step}", None);
                var entry = new SandboxLogEntry(head.Epoch + 1, head.Term, head.TimeMs + 1 + random.Next(5), Encoding.UTF8.GetBytes($"silo {silo}, step {step}"));
                await log.AppendAsync(entry, None);
                acknowledged.Add(Describe(entry));
                head = head with { Epoch = entry.Epoch, TimeMs = entry.TimeMs };
            }
            catch (SandboxLogFencedException)
            {
                head = null; // overtaken, before the commit or at opening
            }
        }

        return acknowledged;
    }

    private static string Describe(SandboxLogEntry entry) => $"{entry.Epoch}.{entry.Term} at {entry.TimeMs}: {Encoding.UTF8.GetString(entry.Content.Span)}";
}
