using System.CommandLine;

namespace OrleansSegmentation.Cli.Tests.Pql;

/// <summary>Runs command lines in this process.</summary>
internal static class Terminal
{
    /// <summary>The time the commands see: 2026-03-18T12:00:00Z.</summary>
    public static DateTimeOffset Now { get; } = new(2026, 3, 18, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Runs <c>pql</c> with some arguments.</summary>
    public static Task<TerminalResult> RunAsync(params string[] arguments) => RunAsync("", arguments);

    /// <summary>Runs <c>pql</c> with some arguments and standard input.</summary>
    public static async Task<TerminalResult> RunAsync(string input, string[] arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var exitCode = await CommandLine.RunAsync(
            ["pql", .. arguments], CommandLine.Build(new StringReader(input), new FixedClock()),
            new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false });
        return new TerminalResult(exitCode, output.ToString(), error.ToString());
    }

    private sealed class FixedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Now;
    }
}

/// <summary>What a command line printed and returned.</summary>
internal sealed record TerminalResult(int ExitCode, string Output, string Error);
