namespace OrleansSegmentation.Cli.Import.Sources;

/// <summary>One JSON array of objects: each element becomes a line of its own, its bytes otherwise as they are.</summary>
/// <remarks>Only finds where elements end. Whether an element is valid is for the server to say, which names the record.</remarks>
internal sealed class JsonArraySource : IRecordSource
{
    private const int WindowBytes = 1 << 16;

    private readonly InputStream _input;
    private readonly byte[] _window = new byte[WindowBytes];
    private readonly ElementScanner _scanner = new();
    private int _next;
    private int _length;
    private SourcePosition _position;
    private ArrayPart _expected;

    /// <summary>Starts reading.</summary>
    /// <param name="input">The file, standing at the position.</param>
    /// <param name="start">Where the first chunk begins.</param>
    public JsonArraySource(InputStream input, SourcePosition start)
    {
        _input = input;
        _position = start;
        _expected = start.Records > 0 ? ArrayPart.Separator : ArrayPart.Opening;
    }

    public ValueTask<bool> FillAsync(Chunk chunk, CancellationToken cancellationToken)
    {
        while (!chunk.IsFull && TryReadElementStart())
        {
            cancellationToken.ThrowIfCancellationRequested();
            ReadElement(chunk);
            chunk.End = _position;
        }

        chunk.Share = _input.Share;
        return new(chunk.Length > 0 || chunk.Rejections.Count > 0);
    }

    public ValueTask DisposeAsync()
    {
        _input.Dispose();
        return default;
    }

    /// <summary>Goes to the first byte of the next element; false when the array and the file have ended.</summary>
    private bool TryReadElementStart()
    {
        while (TryPeek(out var current))
        {
            switch (_expected, current)
            {
                case (_, (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n'):
                case (ArrayPart.Opening, 0xEF or 0xBB or 0xBF) when _position.Offset < 3: // byte order mark
                    break;
                case (ArrayPart.Opening, (byte)'['):
                    _expected = ArrayPart.FirstElement;
                    break;
                case (ArrayPart.FirstElement or ArrayPart.Separator, (byte)']'):
                    _expected = ArrayPart.Nothing;
                    break;
                case (ArrayPart.Separator, (byte)','):
                    _expected = ArrayPart.Element;
                    break;
                case (ArrayPart.FirstElement or ArrayPart.Element, not ((byte)',' or (byte)']' or (byte)'}')):
                    return true;
                default:
                    throw new SourceFailedException($"Line {_position.Lines + 1}, byte {_position.Offset + 1:N0}: found '{(char)current}' where the JSON array needs {Describe(_expected)}.");
            }

            Step(current);
        }

        return _expected == ArrayPart.Nothing
            ? false
            : throw new SourceFailedException($"The file ends at byte {_position.Offset:N0}, where the JSON array needs {Describe(_expected)}: it was cut off. {_position.Records:N0} elements were read.");
    }

    private void ReadElement(Chunk chunk)
    {
        var place = new RecordPlace(_position.Lines + 1, _position.Records + 1);
        var before = chunk.Length;
        var start = _position.Offset;
        _scanner.Begin(_window[_next]);
        while (!_scanner.IsComplete && TryPeek(out _))
        {
            var part = _window.AsSpan(_next, _length - _next);
            part = part[.._scanner.Scan(part)];
            _next += part.Length;
            _position = _position with { Offset = _position.Offset + part.Length, Lines = _position.Lines + part.Count((byte)'\n') };
            if (_position.Offset - start > Chunk.MaxRecordBytes) continue; // it is refused, but its end has to be found
            part.Replace((byte)'\n', (byte)' '); // outside texts a line break means as much as a space
            chunk.Append(part);
        }

        if (!_scanner.IsComplete)
        {
            chunk.Truncate(before);
            throw new SourceFailedException($"The file ends at byte {_position.Offset:N0} within element {place.Row:N0}, which starts on line {place.Line:N0}.");
        }

        _position = _position with { Records = _position.Records + 1 };
        _expected = ArrayPart.Separator;
        if (_position.Offset - start > Chunk.MaxRecordBytes)
            Refuse(chunk, before, place, $"record: {_position.Offset - start:N0} bytes are not accepted. Accepted: up to {Chunk.MaxRecordBytes:N0} bytes.");
        else if (_scanner.HasLineBreakInText)
            Refuse(chunk, before, place, "record: a line break within a text is not accepted. Accepted: \\n.");
        else
        {
            chunk.Append("\n"u8);
            chunk.AddPlace(place);
        }
    }

    private static void Refuse(Chunk chunk, int length, RecordPlace place, string message)
    {
        chunk.Truncate(length);
        chunk.Reject(new RecordRejection(place, RecordRejection.Shape, message));
    }

    private bool TryPeek(out byte current)
    {
        if (_next == _length)
        {
            _length = _input.Read(_window);
            _next = 0;
        }

        current = _length == 0 ? default : _window[_next];
        return _length > 0;
    }

    private void Step(byte current)
    {
        _next++;
        _position = new SourcePosition(_position.Offset + 1, _position.Lines + (current == '\n' ? 1 : 0), _position.Records);
    }

    private static string Describe(ArrayPart part) => part switch
    {
        ArrayPart.Opening => "[",
        ArrayPart.Separator => ", or ]",
        ArrayPart.FirstElement => "an element or ]",
        ArrayPart.Element => "an element",
        _ => "its end",
    };

    private enum ArrayPart
    {
        Opening,
        FirstElement,
        Separator,
        Element,
        Nothing,
    }
}
