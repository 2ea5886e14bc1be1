using System.IO.Hashing;
using System.Text;

namespace OrleansSegmentation.Evaluation.Operators.Tests;

/// <summary>Compares texts by their UTF-8, so that a set of strings can be searched with bytes.</summary>
internal sealed class Utf8TextComparer : IEqualityComparer<string>, IAlternateEqualityComparer<ReadOnlySpan<byte>, string>
{
    public static readonly Utf8TextComparer Instance = new();

    public bool Equals(string? x, string? y) => string.Equals(x, y, StringComparison.Ordinal);

    public int GetHashCode(string obj) => GetHashCode(Encoding.UTF8.GetBytes(obj));

    public bool Equals(ReadOnlySpan<byte> alternate, string other) => alternate.SequenceEqual(Encoding.UTF8.GetBytes(other));

    public int GetHashCode(ReadOnlySpan<byte> alternate) => unchecked((int)XxHash3.HashToUInt64(alternate));

    public string Create(ReadOnlySpan<byte> alternate) => Encoding.UTF8.GetString(alternate);
}
