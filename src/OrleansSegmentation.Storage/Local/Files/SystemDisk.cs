using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace OrleansSegmentation.Storage.Local.Files;

/// <summary>The operating system's files.</summary>
internal sealed partial class SystemDisk : IDisk
{
    public void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset) => RandomAccess.Write(file, bytes, offset);

    public void FlushFile(SafeFileHandle file) => RandomAccess.FlushToDisk(file);

    public void FlushFolder(string path)
    {
        // Windows makes names durable by itself and opens no folders as files; .NET opens none anywhere, hence the C library.
        if (OperatingSystem.IsWindows()) return;
        var closeOnExec = OperatingSystem.IsLinux() ? 0x80000 : 0x1000000;
        var folder = Open(path, closeOnExec);
        if (folder < 0) throw Failed("opened");
        try
        {
            if (Synchronize(folder) != 0) throw Failed("flushed");
        }
        finally
        {
            _ = Close(folder);
        }

        IOException Failed(string action) => new($"The folder cannot be {action}: {Marshal.GetLastPInvokeErrorMessage()}. Folder: {path}.");
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Synchronize(int file);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int file);
}
