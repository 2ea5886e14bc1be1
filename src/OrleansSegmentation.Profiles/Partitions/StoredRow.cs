using System.Runtime.InteropServices;

namespace OrleansSegmentation.Profiles.Partitions;

/// <summary>A fragment, an event or an identity of a cluster: what orders it, and where its bytes are in the content log.</summary>
/// <remarks>
/// Key: of a fragment its primary identity, of an event the hash of its <c>_id</c>, of an identity itself. Symbol: of fragments and events
/// the dataset; of an identity the namespace as its newest record spelled it.
/// </remarks>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal struct StoredRow : ILinkedRow<StoredRow>
{
    /// <summary>The next row of the same cluster; −1 after the last one.</summary>
    public int Next;
    public int Symbol;
    public UInt128 Key;
    public long TimestampMs;

    /// <summary>Commit and position: see <see cref="CommitStamp"/>.</summary>
    public ulong Stamp;
    public long Address;

    /// <summary>The length of the bytes; −1 in a row that is free.</summary>
    public int Length;

    private int _flagsAndPrimary; // the two lowest bits are flags, the others the number plus one

    public IdentityFlags Flags
    {
        readonly get => (IdentityFlags)(_flagsAndPrimary & 3);
        set => _flagsAndPrimary = (_flagsAndPrimary & ~3) | (int)value;
    }

    /// <summary>
    /// Of an event: the profile by primary identity that its record belongs to. Of an identity: the profile it is the primary one of, −1 if
    /// no record named it primary. 0 to 2²⁹ − 2.
    /// </summary>
    public int Primary
    {
        readonly get => (_flagsAndPrimary >>> 2) - 1;
        set => _flagsAndPrimary = (_flagsAndPrimary & 3) | ((value + 1) << 2);
    }

    public static StoredRow FreeRow => new() { Length = -1 };

    public static ref int NextOf(ref StoredRow row) => ref row.Next;

    public static bool IsFree(in StoredRow row) => row.Length < 0;

    /// <summary>Returns whether another version of the same thing is at least as new.</summary>
    public readonly bool IsReplacedBy(long timestampMs, ulong stamp) =>
        timestampMs > TimestampMs || (timestampMs == TimestampMs && stamp >= Stamp);
}

/// <summary>What records said of an identity.</summary>
[Flags]
internal enum IdentityFlags
{
    None = 0,

    /// <summary>A record named it primary.</summary>
    Primary = 1,

    /// <summary>The record that spelled its namespace is a profile record, not an event.</summary>
    SpelledByFragment = 2,
}

/// <summary>The order of commits: epoch, then position in the batch, as one number.</summary>
internal static class CommitStamp
{
    private const int PositionBits = 24;

    /// <summary>The last epoch there can be.</summary>
    public const long MaxEpoch = (1L << (64 - PositionBits)) - 1;

    /// <summary>Combines epoch and position.</summary>
    public static ulong Of(long epoch, int position) => ((ulong)epoch << PositionBits) | (uint)position;
}

/// <summary>One cluster: its rows of each kind as linked lists.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal struct ClusterRow
{
    public RowList Fragments;
    public RowList Events;
    public RowList Identities;
    public RowList Evidence;

    /// <summary>How many of the identities are the primary one of a record.</summary>
    public int PrimaryCount;

    /// <summary>The bytes of all its rows and contents: decides which cluster goes on when two are joined.</summary>
    public long SizeBytes;

    /// <summary>Gets whether the cluster exists: it has an identity.</summary>
    public readonly bool IsLive => Identities.Count > 0;
}

/// <summary>A linked list of rows. The default value is empty.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal struct RowList
{
    /// <summary>The first row plus one.</summary>
    private int _firstPlusOne;

    public int Count;

    public int First
    {
        readonly get => _firstPlusOne - 1;
        set => _firstPlusOne = value + 1;
    }
}
