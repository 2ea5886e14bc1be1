namespace OrleansSegmentation.Grains.Tests.Faults;

/// <summary>What happens at one operation of the store.</summary>
public enum FaultKind
{
    /// <summary>The process dies before the operation takes effect.</summary>
    CrashBefore,

    /// <summary>The process dies after the operation took effect.</summary>
    CrashAfter,

    /// <summary>The operation takes effect, but the process, which goes on, is told that it failed.</summary>
    AnswerLost,

    /// <summary>The operation does not take effect, and the process, which goes on, is told that it failed.</summary>
    Refused,

    /// <summary>The process sleeps before the operation; another one takes over and commits; then the first one wakes up and does the operation.</summary>
    Takeover,
}

/// <summary>Where a run meets a fault.</summary>
/// <param name="Operation">The number of the operation of the process, from 1.</param>
/// <param name="Kind">What happens there.</param>
internal sealed record FaultPoint(int Operation, FaultKind Kind);

/// <summary>One operation of the store.</summary>
/// <param name="Name">What it does, without what differs from run to run.</param>
/// <param name="IsWrite">Whether it can take effect.</param>
internal sealed record StoreOperation(string Name, bool IsWrite);

/// <summary>The process is dead; nothing that it still does reaches the store or a caller.</summary>
internal sealed class ProcessDiedException() : Exception("The process died.");
