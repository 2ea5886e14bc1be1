using System.Net;
using System.Net.Sockets;

namespace OrleansSegmentation.Tests.Shared;

/// <summary>Loopback ports for servers that tests start: each is given to one process only, and once.</summary>
/// <remarks>
/// Asking the system for "any free port" and binding it later is a race: until then it may become the local end of anybody's outgoing
/// connection. These ports lie below the range that systems take such ends from, and a file lock keeps other test processes away for as
/// long as this one lives.
/// </remarks>
internal static class LoopbackPorts
{
    private const int First = 12_000;
    private const int Count = 18_000; // up to 29,999; Linux takes outgoing ends from 32,768 on

    private static readonly Lock Gate = new();
    private static readonly List<FileStream> Reservations = [];
    private static int _next = Environment.ProcessId * 97;

    /// <summary>Returns a port that nobody listens on and no other test process gets while this one runs.</summary>
    /// <exception cref="InvalidOperationException">All are taken.</exception>
    public static int Take()
    {
        var folder = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), "orleans-segmentation-test-ports"));
        lock (Gate)
        {
            for (var attempt = 0; attempt < Count; attempt++)
            {
                var port = First + (int)((uint)_next++ % Count);
                if (TryReserve(Path.Combine(folder.FullName, port.ToString(provider: null))) is not { } reservation) continue;
                if (CanListen(port))
                {
                    Reservations.Add(reservation);
                    return port;
                }

                reservation.Dispose();
            }
        }

        throw new InvalidOperationException($"All loopback ports from {First} to {First + Count - 1} are taken.");
    }

    private static FileStream? TryReserve(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null; // another test process has it
        }
    }

    private static bool CanListen(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
