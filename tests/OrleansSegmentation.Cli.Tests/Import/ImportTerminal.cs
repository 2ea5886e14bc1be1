using System.CommandLine;
using OrleansSegmentation.Cli.Import;
using OrleansSegmentation.Cli.Tests.Pql;

namespace OrleansSegmentation.Cli.Tests.Import;

/// <summary>Runs <c>import</c> in this process, over a transport that a test can disturb.</summary>
internal static class ImportTerminal
{
    /// <summary>Runs the command with the real transport.</summary>
    public static Task<TerminalResult> RunAsync(params string[] arguments) => RunAsync(new TestTransport(), arguments);

    /// <summary>Runs the command.</summary>
    public static async Task<TerminalResult> RunAsync(TestTransport transport, params string[] arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var commands = new RootCommand { ImportCommand.Build(new ImpatientClock(), () => new HttpClient(transport, disposeHandler: false)) };
        var exitCode = await CommandLine.RunAsync(
            ["import", .. arguments], commands, new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false });
        return new TerminalResult(exitCode, output.ToString(), error.ToString());
    }
}

/// <summary>Passes requests on, unless a test has something else in mind.</summary>
/// <param name="disturb">Gets the number of the request, from 1, and its sending; null: nothing is disturbed.</param>
internal sealed class TestTransport(Func<int, Func<Task<HttpResponseMessage>>, Task<HttpResponseMessage>>? disturb = null) : DelegatingHandler(new SocketsHttpHandler())
{
    private int _requests;

    /// <summary>Gets how many requests were made.</summary>
    public int Requests => Volatile.Read(ref _requests);

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var number = Interlocked.Increment(ref _requests);
        return disturb is null ? base.SendAsync(request, cancellationToken) : disturb(number, () => base.SendAsync(request, cancellationToken));
    }
}
