namespace OrleansSegmentation.Columnar.Format;

/// <summary>The bytes of a column file, read at any position.</summary>
public interface IBlockSource
{
    /// <summary>Gets the name, for error messages.</summary>
    string Name { get; }

    /// <summary>Gets the length in bytes.</summary>
    long Length { get; }

    /// <summary>Fills <paramref name="destination"/> from <paramref name="offset"/>; the range lies within <see cref="Length"/>.</summary>
    void Read(long offset, Span<byte> destination);
}
