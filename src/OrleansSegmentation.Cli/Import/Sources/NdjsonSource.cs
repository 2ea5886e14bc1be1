namespace OrleansSegmentation.Cli.Import.Sources;

/// <summary>One JSON object per line: the bytes go as they are, cut at line ends.</summary>
internal sealed class NdjsonSource(InputStream input) : IRecordSource
{
    private byte[] _rest = []; // read, but not part of the last chunk; its memory is used again
    private int _restLength;
    private bool _isAtEnd;

    public ValueTask<bool> FillAsync(Chunk chunk, CancellationToken cancellationToken)
    {
        chunk.Append(_rest.AsSpan(0, _restLength));
        _restLength = 0;
        try
        {
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                ReadUpTo(chunk, chunk.TargetBytes);
                if (TryFinish(chunk)) return new(chunk.Length > 0 || chunk.Rejections.Count > 0);
                if (chunk.Length > 0) FindLineEnd(chunk);
                if (chunk.Length == 0 && chunk.Rejections.Count > 0) return new(true); // nothing but a line that is too long
            }
        }
        catch (SourceFailedException)
        {
            if (!TryFinish(chunk)) chunk.Truncate(0);
            throw;
        }
    }

    public ValueTask DisposeAsync()
    {
        input.Dispose();
        return default;
    }

    private bool TryFinish(Chunk chunk)
    {
        var lines = Cut(chunk);
        if (lines == 0 && !(chunk.Length == 0 && _isAtEnd)) return false;
        chunk.End = new SourcePosition(chunk.End.Offset + chunk.Length, chunk.End.Lines + lines, 0);
        chunk.Share = input.Share;
        return true;
    }

    private void ReadUpTo(Chunk chunk, int length)
    {
        while (!_isAtEnd && chunk.Length < length)
        {
            var read = input.Read(chunk.GetSpan()[..Math.Min(chunk.GetSpan().Length, length - chunk.Length)]);
            if (read == 0) _isAtEnd = true;
            chunk.Advance(read);
        }
    }

    /// <summary>Keeps whole lines, at most as many as a chunk may have; what follows waits for the next one.</summary>
    /// <returns>How many lines it has now; 0: not even one has ended.</returns>
    private int Cut(Chunk chunk)
    {
        var body = chunk.Body.Span;
        var lines = body.Count((byte)'\n');
        var end = lines > Chunk.MaxRecords ? EndOfLine(body, lines = Chunk.MaxRecords) : body.LastIndexOf((byte)'\n') + 1;
        if (_isAtEnd && lines < Chunk.MaxRecords && end < body.Length) // the last line needs no line end
        {
            end = body.Length;
            lines++;
        }

        if (lines == 0) return 0;
        Keep(body[end..]);
        chunk.Truncate(end);
        return lines;
    }

    private static int EndOfLine(ReadOnlySpan<byte> body, int lines)
    {
        var end = 0;
        for (; lines > 0; lines--) end += body[end..].IndexOf((byte)'\n') + 1;
        return end;
    }

    /// <summary>The line is longer than a chunk should be: reads on to its end, or refuses it.</summary>
    private void FindLineEnd(Chunk chunk)
    {
        var searched = 0;
        while (!_isAtEnd && chunk.Length <= Chunk.MaxRecordBytes)
        {
            if (chunk.Body.Span[searched..].Contains((byte)'\n')) return;
            searched = chunk.Length;
            ReadUpTo(chunk, chunk.Length + chunk.TargetBytes);
        }

        var end = chunk.Body.Span.IndexOf((byte)'\n');
        if ((end < 0 ? chunk.Length : end) <= Chunk.MaxRecordBytes) return;
        var length = SkipLine(chunk);
        var line = chunk.Start.Lines + 1;
        chunk.Reject(new RecordRejection(
            new RecordPlace(line, null), RecordRejection.Shape, $"record: {length:N0} bytes are not accepted. Accepted: up to {Chunk.MaxRecordBytes:N0} bytes."));
        chunk.End = new SourcePosition(chunk.Start.Offset + length, line, 0);
    }

    private long SkipLine(Chunk chunk)
    {
        var length = 0L;
        while (true)
        {
            var end = chunk.Body.Span.IndexOf((byte)'\n') + 1;
            if (end == 0) end = chunk.Length;
            length += end;
            Keep(chunk.Body.Span[end..]);
            var isSkipped = end > 0 && chunk.Body.Span[end - 1] == '\n' || _isAtEnd;
            chunk.Truncate(0);
            if (isSkipped) return length;
            ReadUpTo(chunk, chunk.TargetBytes);
        }
    }

    private void Keep(ReadOnlySpan<byte> rest)
    {
        if (_rest.Length < rest.Length) _rest = new byte[rest.Length];
        rest.CopyTo(_rest);
        _restLength = rest.Length;
    }
}
