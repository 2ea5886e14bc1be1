namespace OrleansSegmentation.Profiles.Identity;

/// <summary>A sorted table with gaps: keys whose top byte is the same, 22 bytes per slot, 72 to 90 % full.</summary>
/// <remarks>
/// Keys are hashes, so a key's place is its fraction of the key space, and linear probing that keeps keys ascending needs no hash and
/// stops a search in vain as early as a successful one. Slots after the last place take what runs over, so nothing wraps around.
/// </remarks>
internal sealed class IdentitySegment
{
    private const int MinSlots = 16;
    private const int OverflowSlots = 32;
    private const double MaxLoad = 0.90;
    private const double GrowthFactor = 1.25;

    private UInt128[] _keys = [];
    private int[] _numbers = []; // −1 marks an empty slot
    private ushort[] _partitions = [];
    private int _places;

    /// <summary>Gets how many keys there are.</summary>
    public int Count { get; private set; }

    /// <summary>Gets the size of the arrays.</summary>
    public long SizeBytes => _keys.Length * 22L;

    /// <summary>Finds the cluster of a key.</summary>
    public ClusterId Find(UInt128 key)
    {
        if (_places == 0) return ClusterId.None;
        for (var slot = PlaceOf(key); slot < _numbers.Length && _numbers[slot] >= 0 && _keys[slot] <= key; slot++)
        {
            if (_keys[slot] == key) return new ClusterId(_partitions[slot], _numbers[slot]);
        }

        return ClusterId.None;
    }

    /// <summary>Adds a key or points it to another cluster.</summary>
    public void Set(UInt128 key, ClusterId cluster)
    {
        if (Count + 1 > _places * MaxLoad) Resize(Math.Max(MinSlots, (int)(_places * GrowthFactor) + 1));
        while (!TrySet(key, cluster)) Resize((int)(_places * GrowthFactor) + 1);
    }

    /// <summary>Takes a key out, if it is in.</summary>
    public void Remove(UInt128 key)
    {
        if (_places == 0) return;
        var slot = PlaceOf(key);
        while (slot < _numbers.Length && _numbers[slot] >= 0 && _keys[slot] < key) slot++;
        if (slot == _numbers.Length || _numbers[slot] < 0 || _keys[slot] != key) return;

        // What ran over because of this key moves back, so that no search ends at the gap.
        for (var next = slot + 1; next < _numbers.Length && _numbers[next] >= 0 && PlaceOf(_keys[next]) < next; slot = next++)
            (_keys[slot], _partitions[slot], _numbers[slot]) = (_keys[next], _partitions[next], _numbers[next]);
        (_keys[slot], _partitions[slot], _numbers[slot]) = (default, 0, -1);
        Count--;
    }

    /// <summary>Prepares for a number of keys in all.</summary>
    public void Reserve(int count)
    {
        var places = (int)(count / (MaxLoad * 0.98)) + 1;
        if (count > 0 && places > _places) Resize(Math.Max(MinSlots, places));
    }

    /// <summary>Calls <paramref name="visit"/> with every key in ascending order.</summary>
    public void ForEach(Action<UInt128, ClusterId> visit)
    {
        for (var slot = 0; slot < _numbers.Length; slot++)
        {
            if (_numbers[slot] >= 0) visit(_keys[slot], new ClusterId(_partitions[slot], _numbers[slot]));
        }
    }

    /// <summary>Points keys of clusters that ended to those that go on.</summary>
    public void Repoint(Func<ClusterId, ClusterId> current)
    {
        for (var slot = 0; slot < _numbers.Length; slot++)
        {
            if (_numbers[slot] < 0) continue;
            var cluster = current(new ClusterId(_partitions[slot], _numbers[slot]));
            (_partitions[slot], _numbers[slot]) = ((ushort)cluster.Partition, cluster.Number);
        }
    }

    // The top byte chose the segment; the 64 bits after it say where in the segment.
    private int PlaceOf(UInt128 key) => (int)Math.BigMul((ulong)(key >> 56), (ulong)_places, out _);

    private bool TrySet(UInt128 key, ClusterId cluster)
    {
        var slot = PlaceOf(key);
        while (slot < _numbers.Length && _numbers[slot] >= 0 && _keys[slot] < key) slot++;
        if (slot == _numbers.Length) return false;
        if (_numbers[slot] >= 0)
        {
            if (_keys[slot] != key)
            {
                var empty = slot + 1;
                while (empty < _numbers.Length && _numbers[empty] >= 0) empty++;
                if (empty == _numbers.Length) return false;
                Array.Copy(_keys, slot, _keys, slot + 1, empty - slot);
                Array.Copy(_numbers, slot, _numbers, slot + 1, empty - slot);
                Array.Copy(_partitions, slot, _partitions, slot + 1, empty - slot);
                Count++;
            }
        }
        else
        {
            Count++;
        }

        (_keys[slot], _partitions[slot], _numbers[slot]) = (key, (ushort)cluster.Partition, cluster.Number);
        return true;
    }

    private void Resize(int places)
    {
        var (keys, numbers, partitions) = (_keys, _numbers, _partitions);
        for (var isPlaced = false; !isPlaced; places += places / 8 + 1)
        {
            _places = places;
            _keys = new UInt128[places + OverflowSlots];
            _numbers = new int[places + OverflowSlots];
            _partitions = new ushort[places + OverflowSlots];
            Array.Fill(_numbers, -1);
            isPlaced = TryPlace(keys, numbers, partitions);
        }
    }

    private bool TryPlace(UInt128[] keys, int[] numbers, ushort[] partitions)
    {
        var next = 0;
        for (var slot = 0; slot < numbers.Length; slot++)
        {
            if (numbers[slot] < 0) continue;
            next = Math.Max(next, PlaceOf(keys[slot])); // ascending keys: never before the one placed last
            if (next == _numbers.Length) return false;
            (_keys[next], _numbers[next], _partitions[next]) = (keys[slot], numbers[slot], partitions[slot]);
            next++;
        }

        return true;
    }
}
