using Microsoft.Win32.SafeHandles;

namespace OrleansSegmentation.Storage.Local.Logs;

/// <summary>A window that slides over a log file while all its records are walked.</summary>
internal sealed class LogFileWindow(SafeFileHandle handle, long fileLength)
{
    private const int WindowLength = 1 << 20;

    private byte[] _bytes = [];
    private long _start;
    private int _length;

    /// <summary>Returns the bytes of the intact record at a place, or null when there is none. They live until the next call.</summary>
    public ReadOnlyMemory<byte>? ReadRecord(long offset)
    {
        if (fileLength - offset < LogRecord.HeaderLength) return null;
        var length = LogRecord.ReadLength(Read(offset, LogRecord.HeaderLength).Span);
        if (length < 0 || length > fileLength - offset) return null;
        var bytes = Read(offset, length);
        if (LogRecord.IsIntact(bytes.Span, offset)) return bytes;
        return null; // not in one expression: there, null would convert to an empty memory
    }

    /// <summary>Returns the place of the first intact record at or after a place, or null.</summary>
    public long? FindRecord(long offset)
    {
        while (fileLength - offset >= LogRecord.HeaderLength)
        {
            var bytes = Read(offset, (int)Math.Min(WindowLength, fileLength - offset));
            var found = bytes.Span.IndexOf(LogRecord.Marker);
            if (found < 0)
            {
                // the marker may lie across the window's end
                offset += bytes.Length - LogRecord.Marker.Length + 1;
                continue;
            }

            offset += found;
            if (ReadRecord(offset) is not null) return offset;
            offset++;
        }

        return null;
    }

    private ReadOnlyMemory<byte> Read(long offset, int length)
    {
        if (offset < _start || offset + length > _start + _length)
        {
            if (_bytes.Length < length) _bytes = new byte[Math.Max(length, WindowLength)];
            _start = offset;
            _length = (int)Math.Min(_bytes.Length, fileLength - offset);
            for (var done = 0; done < _length;)
            {
                var count = RandomAccess.Read(handle, _bytes.AsSpan(done, _length - done), offset + done);
                if (count == 0) throw new IOException($"The log shrank while it was read, at byte {offset + done} of {fileLength}.");
                done += count;
            }
        }

        return _bytes.AsMemory((int)(offset - _start), length);
    }
}
