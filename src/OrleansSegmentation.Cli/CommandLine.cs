using System.CommandLine;
using OrleansSegmentation.Cli.Demo;
using OrleansSegmentation.Cli.Samples;

namespace OrleansSegmentation.Cli;

/// <summary>The commands of the terminal front.</summary>
internal static class CommandLine
{
    /// <summary>Builds the command tree; parsing a wrong command line prints what is accepted and ends with exit code 1.</summary>
    public static RootCommand Build() => new("Audiences over your own profiles: the segment-job service in a terminal.")
    {
        DemoCommand.Build(),
        SampleCommand.Build(),
    };
}
