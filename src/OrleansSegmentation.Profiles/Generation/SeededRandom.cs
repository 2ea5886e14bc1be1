namespace OrleansSegmentation.Profiles.Generation;

/// <summary>SplitMix64 (https://prng.di.unimi.it/splitmix64.c): the same numbers on every platform and version, and nothing to set up.</summary>
internal struct SeededRandom(ulong seed)
{
    private ulong _state = seed;

    /// <summary>Makes an independent sequence for one item of a series.</summary>
    public static SeededRandom ForItem(int seed, long item)
    {
        var mixer = new SeededRandom((ulong)(uint)seed);
        return new SeededRandom(mixer.NextUInt64() ^ ((ulong)item * 0xD6E8_FEB8_6659_FD93UL));
    }

    public ulong NextUInt64()
    {
        var mixed = _state += 0x9E37_79B9_7F4A_7C15UL;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58_476D_1CE4_E5B9UL;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D0_49BB_1331_11EBUL;
        return mixed ^ (mixed >> 31);
    }

    /// <summary>Returns 0 … <paramref name="limit"/> − 1.</summary>
    public int Next(int limit) => (int)Math.BigMul(NextUInt64(), (ulong)limit, out _);

    /// <summary>Returns a number from 0 up to, but not, 1.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Returns true in so many of a hundred cases.</summary>
    public bool IsPercent(int percent) => Next(100) < percent;

    /// <summary>Returns an exponentially distributed number.</summary>
    public double NextExponential(double mean) => -mean * Math.Log(1 - NextDouble());
}
