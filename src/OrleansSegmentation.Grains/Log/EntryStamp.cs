namespace OrleansSegmentation.Grains.Log;

/// <summary>Where an item stands in the log: known before the entry is written, the same on every replay.</summary>
/// <param name="Epoch">The entry's epoch.</param>
/// <param name="TimeMs">The entry's log time, ms since 1970.</param>
internal readonly record struct EntryStamp(long Epoch, long TimeMs)
{
    /// <summary>Gets the time in whole seconds, as <c>updateEpoch</c> counts.</summary>
    public long TimeSeconds => TimeMs / 1000;
}
