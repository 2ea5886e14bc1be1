using System.Buffers;

namespace OrleansSegmentation.Cli.Import.Sources;

/// <summary>Finds the end of one JSON value, piece by piece.</summary>
internal sealed class ElementScanner
{
    private static readonly SearchValues<byte> InText = SearchValues.Create("\"\\\n"u8);
    private static readonly SearchValues<byte> Structure = SearchValues.Create("\"{}[]"u8);
    private static readonly SearchValues<byte> AfterScalar = SearchValues.Create(",]} \t\r\n"u8);

    private int _depth;
    private bool _isInText;
    private bool _isEscaped;

    /// <summary>Gets whether the value has ended; never for numbers and words, which end before what follows them.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Gets whether it is a number or a word.</summary>
    public bool IsScalar { get; private set; }

    /// <summary>Gets whether a text has a line break, which JSON forbids.</summary>
    public bool HasLineBreakInText { get; private set; }

    /// <summary>Starts a new value.</summary>
    /// <param name="first">Its first byte, which is also the first to scan.</param>
    public void Begin(byte first)
    {
        (_depth, _isInText, _isEscaped, IsComplete, HasLineBreakInText) = (0, false, false, false, false);
        IsScalar = first is not ((byte)'{' or (byte)'[' or (byte)'"');
    }

    /// <summary>Scans the next bytes of the value.</summary>
    /// <returns>How many belong to it; fewer than given when it ends among them.</returns>
    public int Scan(ReadOnlySpan<byte> bytes)
    {
        if (IsScalar)
        {
            var end = bytes.IndexOfAny(AfterScalar);
            IsComplete = end >= 0;
            return end < 0 ? bytes.Length : end;
        }

        var position = 0;
        while (!IsComplete && position < bytes.Length)
        {
            if (_isEscaped)
            {
                _isEscaped = false;
                position++;
                continue;
            }

            var found = bytes[position..].IndexOfAny(_isInText ? InText : Structure);
            if (found < 0) return bytes.Length;
            position += found + 1;
            Take(bytes[position - 1]);
        }

        return position;
    }

    private void Take(byte current)
    {
        switch (current)
        {
            case (byte)'"':
                _isInText = !_isInText;
                IsComplete = !_isInText && _depth == 0;
                break;
            case (byte)'\\':
                _isEscaped = true;
                break;
            case (byte)'\n':
                HasLineBreakInText = true;
                break;
            case (byte)'{' or (byte)'[':
                _depth++;
                break;
            default:
                IsComplete = --_depth == 0;
                break;
        }
    }
}
