using System.Globalization;
using System.IO.Hashing;

namespace OrleansSegmentation.Cli.Import.Resuming;

/// <summary>Tells whether a file is still the one of which a part was imported.</summary>
/// <param name="Length">Bytes.</param>
/// <param name="ModifiedAt">When it was last written.</param>
/// <param name="Hash">XXH128 of its first and last 64 KiB, as hexadecimal digits.</param>
internal sealed record FileIdentity(long Length, DateTimeOffset ModifiedAt, string Hash)
{
    private const int HashedBytes = 1 << 16;

    /// <summary>Reads the identity of a file.</summary>
    public static FileIdentity Of(string path)
    {
        using var file = File.OpenRead(path);
        var hash = new XxHash128();
        var buffer = new byte[HashedBytes];
        hash.Append(buffer.AsSpan(0, file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false)));
        file.Position = Math.Max(0, file.Length - HashedBytes);
        hash.Append(buffer.AsSpan(0, file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false)));
        return new FileIdentity(file.Length, new DateTimeOffset(File.GetLastWriteTimeUtc(path), TimeSpan.Zero), hash.GetCurrentHashAsUInt128().ToString("x32", CultureInfo.InvariantCulture));
    }

    /// <summary>Says how it differs from how the file is now; null: it does not.</summary>
    public string? DifferenceTo(FileIdentity now) =>
        Length != now.Length ? $"it had {Length:N0} bytes and has {now.Length:N0} now"
        : Hash != now.Hash ? "its content is another"
        : ModifiedAt != now.ModifiedAt ? string.Create(CultureInfo.InvariantCulture, $"it was written at {ModifiedAt:u} and is of {now.ModifiedAt:u} now")
        : null;
}
