namespace OrleansSegmentation.Cli.Tests.Import.Sources;

/// <summary>A file of NDJSON that exists only while it is read.</summary>
internal sealed class EndlessLines(long length) : Stream
{
    private static readonly byte[] Line = "{\"identityMap\":{\"crmid\":[{\"id\":\"1\"}]},\"person\":{\"name\":{\"firstName\":\"Ana\"}},\"padding\":\"....................\"}\n"u8.ToArray();

    /// <summary>Gets how long each line is.</summary>
    public static int LineBytes => Line.Length;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position { get; set; }

    public override int Read(Span<byte> buffer)
    {
        var count = (int)Math.Min(buffer.Length, length - Position);
        for (var done = 0; done < count;)
        {
            var part = Line.AsSpan((int)((Position + done) % Line.Length));
            part = part[..Math.Min(part.Length, count - done)];
            part.CopyTo(buffer[done..]);
            done += part.Length;
        }

        Position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
