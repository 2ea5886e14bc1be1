namespace OrleansSegmentation.Profiles.Partitions;

/// <summary>The distinct dataset ids and namespaces of a partition, by number. Only grows.</summary>
internal sealed class SymbolTable
{
    private readonly List<string> _texts = [];
    private readonly List<string> _lowerTexts = [];
    private readonly Dictionary<string, int> _numberByText = new(StringComparer.Ordinal);

    public string this[int symbol] => _texts[symbol];

    /// <summary>Returns a namespace in lower case.</summary>
    public string LowerOf(int symbol) => _lowerTexts[symbol];

    /// <summary>Returns the number of a text; −1 when it has none.</summary>
    public int Find(string text) => _numberByText.GetValueOrDefault(text, -1);

    /// <summary>Returns the number of a text, a new one if needed.</summary>
    public int Add(string text)
    {
        if (_numberByText.TryGetValue(text, out var number)) return number;
        _texts.Add(text);
        _lowerTexts.Add(text.ToLowerInvariant());
        _numberByText.Add(text, _texts.Count - 1);
        return _texts.Count - 1;
    }

    public void WriteTo(BinaryWriter writer)
    {
        writer.Write(_texts.Count);
        foreach (var text in _texts) writer.Write(text);
    }

    public void ReadFrom(BinaryReader reader)
    {
        for (var count = reader.ReadInt32(); count > 0; count--) _ = Add(reader.ReadString());
    }
}
