using System.CommandLine;
using OrleansSegmentation.Cli.Demo;
using OrleansSegmentation.Cli.Import;
using OrleansSegmentation.Cli.Pql;
using OrleansSegmentation.Cli.Samples;

namespace OrleansSegmentation.Cli;

/// <summary>The commands of the terminal front.</summary>
internal static class CommandLine
{
    /// <summary>The exit code of a command line that cannot be understood, or of input that has not the form it must have.</summary>
    public const int UsageError = 2;

    // Expressions may start with @; nothing here reads arguments from files.
    private static readonly ParserConfiguration Parser = new() { ResponseFileTokenReplacer = null };

    /// <summary>Builds the command tree.</summary>
    /// <param name="input">Read where a command is given <c>-</c> for a file.</param>
    /// <param name="clock">The time for commands that are not given one.</param>
    public static RootCommand Build(TextReader input, TimeProvider clock) => new("Audiences over your own profiles: the segment-job service in a terminal.")
    {
        DemoCommand.Build(),
        SampleCommand.Build(),
        ImportCommand.Build(clock),
        PqlCommand.Build(input, clock),
    };

    /// <summary>Runs a command line; a wrong one prints what is accepted and ends with <see cref="UsageError"/>.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="commands">The command tree.</param>
    /// <param name="configuration">Where to write.</param>
    public static async Task<int> RunAsync(IReadOnlyList<string> args, RootCommand commands, InvocationConfiguration configuration)
    {
        var result = commands.Parse(args, Parser);
        var exitCode = await result.InvokeAsync(configuration);
        return result.Errors.Count > 0 ? UsageError : exitCode;
    }
}
