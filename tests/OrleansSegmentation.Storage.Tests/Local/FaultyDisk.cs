using Microsoft.Win32.SafeHandles;
using OrleansSegmentation.Storage.Local.Files;

namespace OrleansSegmentation.Storage.Tests.Local;

/// <summary>A disk that fails when told to. A failing write leaves half of its bytes, as a full disk does.</summary>
internal sealed class FaultyDisk : IDisk
{
    private readonly SystemDisk _disk = new();

    public bool FailsWrites { get; set; }

    public bool FailsFileFlushes { get; set; }

    public bool FailsFolderFlushes { get; set; }

    /// <summary>Gets or sets how many writes succeed before all fail; null: all succeed.</summary>
    public int? FailsWritesAfter { get; set; }

    /// <summary>Gets or sets how many flushes succeed before all fail; null: all succeed.</summary>
    public int? FailsFlushesAfter { get; set; }

    /// <summary>Gets what was flushed, in order: <c>file</c>, or the path of a folder.</summary>
    public List<string> Flushes { get; } = [];

    public void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset)
    {
        var fails = FailsWrites || FailsWritesAfter-- <= 0;
        _disk.Write(file, fails ? bytes[..(bytes.Length / 2)] : bytes, offset);
        if (fails) throw new IOException("No space left on device");
    }

    public void FlushFile(SafeFileHandle file)
    {
        if (FailsFileFlushes || FailsFlushesAfter-- <= 0) throw new IOException("Input/output error");
        _disk.FlushFile(file);
        Flushes.Add("file");
    }

    public void FlushFolder(string path)
    {
        if (FailsFolderFlushes || FailsFlushesAfter-- <= 0) throw new IOException("Input/output error");
        _disk.FlushFolder(path);
        Flushes.Add(path);
    }
}
