using Microsoft.Win32.SafeHandles;

namespace OrleansSegmentation.Storage.Local.Files;

/// <summary>The three calls durability hangs on, apart so that tests can make them fail.</summary>
internal interface IDisk
{
    /// <summary>Writes all bytes at an offset.</summary>
    void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset);

    /// <summary>Returns when the file's bytes and length are on the device.</summary>
    void FlushFile(SafeFileHandle file);

    /// <summary>Returns when the names in the folder are on the device.</summary>
    void FlushFolder(string path);
}
