using System.Diagnostics;
using System.Numerics;
using OrleansSegmentation.Columnar.Bitmaps;
using OrleansSegmentation.Columnar.Columns;

namespace OrleansSegmentation.Columnar.Building;

/// <summary>Collects strings and settles on their encoding as it sees them.</summary>
/// <remarks>Starts with instants; the first string that is not one of the same spelling turns it into a dictionary; mostly distinct strings turn that into plain text.</remarks>
internal sealed class StringAssembler : PartAssembler
{
    // Below this many strings a dictionary is kept whatever it holds: it costs little, and equality tests like it.
    private const int FewStrings = 1024;

    // From this many strings on, hashing of what is plainly distinct text stops early.
    private const int EarlyCheckStrings = 8192;

    private Encoding _encoding = Encoding.Instants;
    private InstantFormat _format;
    private PooledList<long> _milliseconds;
    private StringDictionary? _dictionary;
    private PooledList<int> _codes;
    private PooledList<byte> _bytes;
    private PooledList<int> _ends;

    private enum Encoding
    {
        Instants,
        Dictionary,
        Plain,
    }

    public void Add(int position, ReadOnlySpan<byte> utf8)
    {
        Positions.Add(position);
        switch (_encoding)
        {
            case Encoding.Instants:
                if (InstantText.TryRead(utf8, out var milliseconds, out var format) && (_milliseconds.Count == 0 || format == _format))
                {
                    _format = format;
                    _milliseconds.Add(milliseconds);
                    break;
                }

                ToDictionary();
                AddCode(utf8);
                break;
            case Encoding.Dictionary:
                AddCode(utf8);
                break;
            default:
                AddPlain(utf8);
                break;
        }
    }

    public StringPart Build(int count, int[]? map)
    {
        if (_encoding == Encoding.Dictionary && _codes.Count >= FewStrings && _dictionary!.Count > _codes.Count / 2) ToPlain();
        var validity = MakeValidity(count, map, out var positions);
        return _encoding switch
        {
            Encoding.Instants => new InstantStringPart(validity, Spread(_milliseconds.Span, count, positions), _format),
            Encoding.Dictionary => BuildDictionary(validity, count, positions),
            Encoding.Plain => BuildPlain(validity, count, positions),
            _ => throw new UnreachableException(),
        };
    }

    public override void Release()
    {
        Positions.Release();
        _milliseconds.Release();
        _dictionary?.Release();
        _codes.Release();
        _bytes.Release();
        _ends.Release();
    }

    private void AddCode(ReadOnlySpan<byte> utf8)
    {
        _codes.Add(_dictionary!.GetOrAdd(utf8));
        var count = _codes.Count;
        if (count >= EarlyCheckStrings && BitOperations.IsPow2(count) && _dictionary.Count > count / 4 * 3) ToPlain();
    }

    private void AddPlain(ReadOnlySpan<byte> utf8)
    {
        _bytes.AddRange(utf8);
        _ends.Add(_bytes.Count);
    }

    private void ToDictionary()
    {
        _encoding = Encoding.Dictionary;
        _dictionary = new StringDictionary();
        Span<byte> text = stackalloc byte[InstantText.MaxLength];
        foreach (var milliseconds in _milliseconds.Span) AddCode(text[..InstantText.Write(milliseconds, _format, text)]);
        _milliseconds.Release();
    }

    private void ToPlain()
    {
        _encoding = Encoding.Plain;
        foreach (var code in _codes.Span) AddPlain(_dictionary![code]);
        _codes.Release();
        _dictionary!.Release();
        _dictionary = null;
    }

    private DictionaryStringPart BuildDictionary(RowBitmap validity, int count, int[]? positions)
    {
        var dictionary = _dictionary!.Build(out var newCodes);
        byte[]? codes8 = dictionary.Count <= 1 << 8 ? new byte[count] : null;
        ushort[]? codes16 = codes8 is null && dictionary.Count <= 1 << 16 ? new ushort[count] : null;
        int[]? codes32 = codes8 is null && codes16 is null ? new int[count] : null;
        var codes = _codes.Span;
        for (var i = 0; i < codes.Length; i++)
        {
            var position = positions is null ? i : positions[i];
            var code = newCodes[codes[i]];
            if (codes8 is not null) codes8[position] = (byte)code;
            else if (codes16 is not null) codes16[position] = (ushort)code;
            else codes32![position] = code;
        }

        return new DictionaryStringPart(validity, dictionary, codes8, codes16, codes32);
    }

    private PlainStringPart BuildPlain(RowBitmap validity, int count, int[]? positions)
    {
        // positions ascend, so the bytes are in order already
        var offsets = new int[count + 1];
        var start = 0;
        for (var i = 0; i < _ends.Count; i++)
        {
            offsets[(positions is null ? i : positions[i]) + 1] = _ends[i] - start;
            start = _ends[i];
        }

        for (var i = 1; i < offsets.Length; i++) offsets[i] += offsets[i - 1];
        return new PlainStringPart(validity, new Utf8Strings(_bytes.Span.ToArray(), offsets));
    }
}
