namespace OrleansSegmentation.Profiles.Identity;

/// <summary>Remembers which record named a key first.</summary>
internal sealed class FirstRecordByKey
{
    private readonly UInt128[] _keys;
    private readonly int[] _records; // plus one; 0 marks an empty slot
    private readonly int _mask;

    public FirstRecordByKey(int keyCount)
    {
        var slots = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(2 * keyCount, 4));
        _keys = new UInt128[slots];
        _records = new int[slots];
        _mask = slots - 1;
    }

    /// <summary>Returns the first record with the key, which is <paramref name="record"/> when there was none.</summary>
    public int GetOrAdd(UInt128 key, int record)
    {
        for (var slot = (int)(key >> 64) & _mask; ; slot = (slot + 1) & _mask) // keys are hashes already
        {
            if (_records[slot] == 0)
            {
                (_keys[slot], _records[slot]) = (key, record + 1);
                return record;
            }

            if (_keys[slot] == key) return _records[slot] - 1;
        }
    }
}
