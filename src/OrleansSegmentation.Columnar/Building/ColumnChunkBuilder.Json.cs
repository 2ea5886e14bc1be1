using System.Text.Json;
using System.Text.Unicode;

namespace OrleansSegmentation.Columnar.Building;

/// <content>Values from JSON text.</content>
public sealed partial class ColumnChunkBuilder
{
    private byte[] _unescaped = new byte[256];

    /// <summary>Writes a whole row from a JSON object.</summary>
    /// <param name="utf8Object">One object, at most <see cref="MaxDepth"/> levels deep, and nothing else but white space.</param>
    /// <exception cref="JsonException">Not JSON, not valid UTF-8, not an object, too deep, or a number out of range.</exception>
    /// <exception cref="InvalidOperationException">A name occurs twice in an object, or a string holds half of a surrogate pair.</exception>
    public void AppendJson(ReadOnlySpan<byte> utf8Object)
    {
        if (!Utf8.IsValid(utf8Object)) throw new JsonException("The text is not valid UTF-8.");
        var reader = new Utf8JsonReader(utf8Object, new JsonReaderOptions { MaxDepth = MaxDepth });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException($"A row is a JSON object, not {reader.TokenType}.");
        BeginRow();
        CopyContent(ref reader);
        EndRow();
        if (reader.Read()) throw new JsonException("Something follows the row's object.");
    }

    /// <summary>Writes the value the reader stands on, with all it contains.</summary>
    /// <param name="reader">
    /// Stands on the first token of a value (not on a property name) of valid UTF-8 that is all there; afterwards on its last token.
    /// Numbers without fraction and exponent that fit 64 bits become integers, others binary64.
    /// </param>
    /// <exception cref="JsonException">Not JSON, or a number that binary64 cannot hold.</exception>
    public void CopyValue(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                StartObject();
                CopyContent(ref reader);
                EndObject();
                break;
            case JsonTokenType.StartArray:
                StartList();
                CopyContent(ref reader);
                EndList();
                break;
            default:
                CopyScalar(ref reader);
                break;
        }
    }

    /// <summary>Copies until the end token of the object or list the reader stands at the start of.</summary>
    private void CopyContent(ref Utf8JsonReader reader)
    {
        var depth = reader.CurrentDepth;
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    PropertyName(Unescape(ref reader));
                    break;
                case JsonTokenType.StartObject:
                    StartObject();
                    break;
                case JsonTokenType.StartArray:
                    StartList();
                    break;
                case JsonTokenType.EndObject:
                    if (reader.CurrentDepth == depth) return;
                    EndObject();
                    break;
                case JsonTokenType.EndArray:
                    if (reader.CurrentDepth == depth) return;
                    EndList();
                    break;
                default:
                    CopyScalar(ref reader);
                    break;
            }
        }

        throw new JsonException("The JSON text ends inside a value.");
    }

    private void CopyScalar(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                String(Unescape(ref reader));
                break;
            case JsonTokenType.Number:
                CopyNumber(ref reader);
                break;
            case JsonTokenType.True:
            case JsonTokenType.False:
                Boolean(reader.TokenType == JsonTokenType.True);
                break;
            case JsonTokenType.Null:
                Null();
                break;
            default:
                throw new JsonException($"A value cannot start with {reader.TokenType}.");
        }
    }

    private void CopyNumber(ref Utf8JsonReader reader)
    {
        if (reader.TryGetInt64(out var integer))
            Integer(integer);
        else if (reader.TryGetDouble(out var number) && double.IsFinite(number))
            Double(number);
        else
            throw new JsonException($"A number is out of the range of binary64, ±1.8e308. Byte: {reader.TokenStartIndex}.");
    }

    private ReadOnlySpan<byte> Unescape(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped && !reader.HasValueSequence) return reader.ValueSpan;
        var length = reader.HasValueSequence ? checked((int)reader.ValueSequence.Length) : reader.ValueSpan.Length;
        if (_unescaped.Length < length) _unescaped = new byte[Math.Max(length, 2 * _unescaped.Length)];
        return _unescaped.AsSpan(0, reader.CopyString(_unescaped));
    }
}
