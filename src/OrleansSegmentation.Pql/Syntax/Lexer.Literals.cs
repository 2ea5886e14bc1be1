using System.Globalization;
using System.Text;
using OrleansSegmentation.Pql.Diagnostics;

namespace OrleansSegmentation.Pql.Syntax;

internal sealed partial class Lexer
{
    private const ulong LargestMagnitude = 1UL << 63;

    private int? _lastDoubleQuote;
    private int? _lastSingleQuote;

    private void ReadNumber()
    {
        var start = _position;
        var isDouble = false;
        SkipDigits();
        if (Peek(0) == '.')
        {
            _position++;
            if (!char.IsAsciiDigit(Peek(0)))
            {
                ReportNumber(start, "Digits are needed after the point.");
                return;
            }

            isDouble = true;
            SkipDigits();
        }

        if (Peek(0) is 'e' or 'E' && (char.IsAsciiDigit(Peek()) || (Peek() is '+' or '-' && char.IsAsciiDigit(Peek(2)))))
        {
            isDouble = true;
            _position += 2;
            SkipDigits();
        }

        if (EndOfWord(_position) > _position)
        {
            ReportNumber(start, Peek(0) is 'L' or 'l' && EndOfWord(_position) == _position + 1
                ? "PQL has no L suffix: write the digits only."
                : "A number has decimal digits, at most one point and an exponent; a name that starts with a digit is written in `backquotes`.");
            return;
        }

        if (isDouble) AddDouble(start);
        else AddInteger(start);
    }

    private void SkipDigits()
    {
        while (char.IsAsciiDigit(Peek(0))) _position++;
    }

    private void ReportNumber(int start, string hint)
    {
        _position = EndOfWord(_position);
        Report(start, _position, PqlDiagnostics.MalformedNumber(_source[start.._position], hint));
        Add(TokenKind.Integer, start);
    }

    private void AddInteger(int start)
    {
        var digits = _source.AsSpan(start, _position - start);
        if (!ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var value) || value > LargestMagnitude)
        {
            Report(start, _position, PqlDiagnostics.IntegerTooLarge(digits.ToString()));
            value = 0;
        }

        Add(TokenKind.Integer, start, magnitude: value);
    }

    private void AddDouble(int start)
    {
        var value = double.Parse(_source.AsSpan(start, _position - start), NumberStyles.Float, CultureInfo.InvariantCulture);
        if (double.IsInfinity(value))
        {
            Report(start, _position, PqlDiagnostics.MalformedNumber(_source[start.._position], "It is larger than any double."));
            value = 0;
        }

        Add(TokenKind.Double, start, number: value);
    }

    private void ReadString(char quote)
    {
        var start = _position++;
        var text = new StringBuilder();
        while (true)
        {
            var current = Peek(0);
            if (_position >= _source.Length)
            {
                Report(start, _position, PqlDiagnostics.UnterminatedString());
                break;
            }

            if (current == quote)
            {
                _position++;
                break;
            }

            if (current is '\r' or '\n')
            {
                // A quote further down closes the same string over several lines; without one the quote was forgotten on this line.
                if (LastQuote(quote) < _position)
                {
                    Report(start, _position, PqlDiagnostics.UnterminatedString());
                    break;
                }

                Report(_position, _position + 1, PqlDiagnostics.LineBreakInString());
                text.Append(' ');
                while (Peek(0) is '\r' or '\n') _position++;
            }
            else if (current == '\\')
            {
                ReadEscape(text);
            }
            else
            {
                text.Append(current);
                _position++;
            }
        }

        var value = text.ToString();
        if (!IsWellFormed(value)) Report(start, _position, PqlDiagnostics.UnpairedSurrogate());
        Add(TokenKind.String, start, value);
    }

    // Remembered, because a string of many lines asks once per line.
    private int LastQuote(char quote) => quote == '"'
        ? _lastDoubleQuote ??= _source.LastIndexOf('"')
        : _lastSingleQuote ??= _source.LastIndexOf('\'');

    private void ReadEscape(StringBuilder text)
    {
        var start = _position;
        var escaped = Peek();
        _position = Math.Min(_position + 2, _source.Length);
        switch (escaped)
        {
            case '\\' or '"' or '\'' or '/':
                text.Append(escaped);
                return;
            case 'n':
                text.Append('\n');
                return;
            case 't':
                text.Append('\t');
                return;
            case 'r':
                text.Append('\r');
                return;
            case 'b':
                text.Append('\b');
                return;
            case 'f':
                text.Append('\f');
                return;
            case 'u' when _position + 4 <= _source.Length && TryReadHexadecimal(out var unit):
                text.Append(unit);
                _position += 4;
                return;
        }

        // The line break or end after a lone backslash is reported by the caller; it is not part of the escape.
        if (escaped is '\r' or '\n') _position = start + 1;
        Report(start, _position, PqlDiagnostics.UnknownEscape(_source[start.._position]));
    }

    private bool TryReadHexadecimal(out char unit)
    {
        var isNumber = ushort.TryParse(
            _source.AsSpan(_position, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value);
        unit = (char)value;
        return isNumber;
    }
}
