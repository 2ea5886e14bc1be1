using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Grains.Sandboxes;

namespace OrleansSegmentation.Grains.Definitions;

/// <summary>
/// What the data of a sandbox says about an expression. Only ever warnings: whether a definition is accepted must not depend on what was
/// ingested before, nor on partitions answering.
/// </summary>
internal sealed class SchemaWarnings(SandboxPump pump, ISandboxPeers peers, TimeProvider clock)
{
    /// <summary>How long an answer may take before the definition is answered without it.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Looks for warnings. Never fails and takes no longer than <see cref="Patience"/>; none then.</summary>
    /// <param name="expression">The expression.</param>
    /// <param name="check">What compiling it gave.</param>
    public async Task<IReadOnlyList<string>> FindAsync(ExpressionDocument? expression, ExpressionCheck? check)
    {
        var state = pump.State;
        if (expression is null || check is not { IsValid: true } || state.DataEpoch == 0) return [];
        using var patience = new CancellationTokenSource(Patience, clock);
        try
        {
            return await peers.CheckSchemaAsync(expression, state.PartitionCount, state.DataEpoch, patience.Token).WaitAsync(patience.Token);
        }
        catch (Exception)
        {
            return []; // whatever went wrong there, the definition is right without it
        }
    }
}
