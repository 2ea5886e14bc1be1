using OrleansSegmentation.Columnar.Columns;
using OrleansSegmentation.Columnar.Format;

namespace OrleansSegmentation.Columnar.Tests.Format;

/// <summary>A column file in memory.</summary>
internal sealed class MemorySource(byte[] bytes) : IBlockSource
{
    public string Name => "part/3/7-test";

    public long Length => bytes.Length;

    public static byte[] Write(ColumnChunk chunk)
    {
        using var stream = new MemoryStream();
        ColumnFileWriter.Write(chunk, stream);
        return stream.ToArray();
    }

    public void Read(long offset, Span<byte> destination) => bytes.AsSpan(checked((int)offset), destination.Length).CopyTo(destination);
}
