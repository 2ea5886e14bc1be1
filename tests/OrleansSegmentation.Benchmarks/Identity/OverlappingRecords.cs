namespace OrleansSegmentation.Benchmarks.Identity;

/// <summary>Seeded records that name identities as whole numbers: which records belong to one person only shows from what they share.</summary>
/// <remarks>
/// A person has <see cref="IdentitiesPerPerson"/> identities; a record names 1 to 5 neighbouring ones, so that two records of a person often
/// share none until a third one links them: that joins clusters across batches. A few records also name one of the devices that many people
/// share, some by two people, some by thousands.
/// </remarks>
internal sealed class OverlappingRecords
{
    /// <summary>How many identities a person has.</summary>
    public const int IdentitiesPerPerson = 8;

    private const int MaxIdentitiesPerRecord = 5; // without the device
    private const double RecordsPerPerson = 2.5;
    private const double SharedDeviceProbability = 0.003;

    private readonly Random _random;
    private readonly double _moreProbability;
    private readonly int _personCount;
    private readonly int _deviceCount;

    /// <summary>Describes records.</summary>
    /// <param name="recordCount">About how many records there will be.</param>
    /// <param name="identitiesPerRecord">Mean number of identities of a record, from 1 to 5.</param>
    /// <param name="seed">Equal seeds give equal records.</param>
    public OverlappingRecords(int recordCount, double identitiesPerRecord, int seed)
    {
        _random = new Random(seed);
        _moreProbability = (identitiesPerRecord - 1 - SharedDeviceProbability) / (MaxIdentitiesPerRecord - 1);
        _personCount = Math.Max(1, (int)(recordCount / RecordsPerPerson));
        _deviceCount = Math.Max(1, recordCount / 2_000);
    }

    /// <summary>Gets how many different identities there can be: they are numbered from 0.</summary>
    public int MaxIdentityCount => _personCount * IdentitiesPerPerson + _deviceCount;

    /// <summary>Writes the identities of the next record and returns how many there are.</summary>
    public int Next(Span<int> identities)
    {
        var person = _random.Next(_personCount);
        var first = _random.Next(IdentitiesPerPerson);
        var count = 1;
        for (var i = 1; i < MaxIdentitiesPerRecord; i++) count += _random.NextDouble() < _moreProbability ? 1 : 0;
        for (var i = 0; i < count; i++) identities[i] = person * IdentitiesPerPerson + (first + i) % IdentitiesPerPerson;
        if (_random.NextDouble() >= SharedDeviceProbability) return count;

        var rank = _random.NextDouble();
        identities[count++] = _personCount * IdentitiesPerPerson + (int)(rank * rank * rank * _deviceCount); // few devices have many people
        return count;
    }
}
