using System.Buffers.Text;
using System.Text.Json;

namespace OrleansSegmentation.Profiles.Records;

/// <summary>Walks the JSON values of one record once and checks what holds for all of them: nesting, numbers, escapes, names that stand twice.</summary>
internal sealed class ValueScanner
{
    /// <summary>The deepest nesting of a record; the record itself is level 1.</summary>
    public const int MaxLevels = 64;

    // Every decimal number with at most this many characters and no exponent is a finite binary64.
    private const int SafeNumberLength = 300;

    // The outer object of an envelope is one more level.
    private readonly int[] _objectNumbers = new int[MaxLevels + 3];
    private readonly NameSet _names = new();
    private int _entityDepth;
    private int _objectCount;

    /// <summary>Gets the first thing that makes the record unacceptable, whatever its fields mean.</summary>
    public RecordProblem? Problem { get; private set; }

    /// <summary>Gets whether a name may stand twice in an object, or is written with escapes: the record has to be rewritten first.</summary>
    public bool NeedsRewrite { get; private set; }

    /// <summary>Starts a record, which has a reader of its own.</summary>
    public void Begin()
    {
        _entityDepth = 0;
        _objectCount = 0;
        _names.Clear();
        Problem = null;
        NeedsRewrite = false;
    }

    /// <summary>Tells where the entity starts: levels are counted from there.</summary>
    public void SetEntityDepth(int depth) => _entityDepth = depth;

    /// <summary>Notes the start of an object that the caller walks itself.</summary>
    public void EnterObject(ref Utf8JsonReader reader, ReadOnlySpan<byte> source)
    {
        if (!CheckLevel(ref reader, source)) return;
        _objectNumbers[reader.CurrentDepth] = ++_objectCount;
    }

    /// <summary>Notes the start of a list that the caller walks itself.</summary>
    public void EnterList(ref Utf8JsonReader reader, ReadOnlySpan<byte> source) => CheckLevel(ref reader, source);

    /// <summary>Notes the name the reader stands on.</summary>
    public void AddName(ref Utf8JsonReader reader, ReadOnlySpan<byte> source)
    {
        if (reader.ValueIsEscaped)
        {
            NeedsRewrite = true;
            CheckText(ref reader, source);
            return;
        }

        var depth = reader.CurrentDepth - 1;
        if (depth < _objectNumbers.Length && !_names.Add(_objectNumbers[depth], reader.ValueSpan)) NeedsRewrite = true;
    }

    /// <summary>Walks the value the reader stands on; afterwards the reader stands on its last token.</summary>
    public void Scan(ref Utf8JsonReader reader, ReadOnlySpan<byte> source)
    {
        var depth = reader.CurrentDepth;
        var isContainer = reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray;
        do
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    AddName(ref reader, source);
                    break;
                case JsonTokenType.StartObject:
                    EnterObject(ref reader, source);
                    break;
                case JsonTokenType.StartArray:
                    EnterList(ref reader, source);
                    break;
                case JsonTokenType.String:
                    if (reader.ValueIsEscaped) CheckText(ref reader, source);
                    break;
                case JsonTokenType.Number:
                    CheckNumber(ref reader, source);
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray when reader.CurrentDepth == depth:
                    return;
            }
        }
        while (isContainer && reader.Read());
    }

    private bool CheckLevel(ref Utf8JsonReader reader, ReadOnlySpan<byte> source)
    {
        var level = reader.CurrentDepth - _entityDepth + 1;
        if (level <= MaxLevels) return true;
        Problem ??= new RecordProblem(RecordErrorCodes.Nesting, $"{JsonPath.At(source, reader.TokenStartIndex)}: nesting of {level} levels is not accepted. Accepted: at most {MaxLevels} levels.");
        return false;
    }

    private void CheckNumber(ref Utf8JsonReader reader, ReadOnlySpan<byte> source)
    {
        var text = reader.ValueSpan;
        if (text.Length <= SafeNumberLength && text.IndexOfAny((byte)'e', (byte)'E') < 0) return;
        if (Utf8Parser.TryParse(text, out double value, out var consumed) && consumed == text.Length && double.IsFinite(value)) return;
        Problem ??= RecordProblem.Value(RecordErrorCodes.Shape, JsonPath.At(source, reader.TokenStartIndex), text, "numbers within binary64, up to ±1.7976931348623157E+308");
    }

    private void CheckText(ref Utf8JsonReader reader, ReadOnlySpan<byte> source)
    {
        if (EscapedText.IsWellFormed(reader.ValueSpan)) return;
        Problem ??= RecordProblem.Value(RecordErrorCodes.Shape, JsonPath.At(source, reader.TokenStartIndex), reader.ValueSpan, "text that is valid Unicode, without unpaired surrogates");
    }
}
