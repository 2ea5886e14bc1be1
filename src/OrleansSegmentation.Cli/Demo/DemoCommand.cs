using System.CommandLine;
using Spectre.Console;

namespace OrleansSegmentation.Cli.Demo;

/// <summary><c>demo</c>: the main job from records to counts, on a server started in this process.</summary>
internal static class DemoCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Build()
    {
        var keep = new Option<bool>("--keep") { Description = "Leave the server running after the job, until Ctrl+C." };
        var profiles = new Option<long>("--profiles")
        {
            Description = "Generate this many profiles more than the shipped sample (about 1.6 KB each).",
        };
        profiles.Validators.Add(static result =>
        {
            if (result.GetValueOrDefault<long>() is < 0 or > 100_000_000) result.AddError("--profiles takes a number from 0 to 100000000.");
        });

        var command = new Command("demo", "Run the main job end to end: start a server, ingest a sample, define audiences, run a segment job.")
        {
            keep, profiles,
        };
        command.SetAction((result, cancellationToken) => new DemoRun(
            AnsiConsole.Console,
            new DemoSettings(result.GetValue(profiles), result.GetValue(keep))).RunAsync(cancellationToken));
        return command;
    }
}

/// <summary>What the user asked of the demo.</summary>
/// <param name="GeneratedProfiles">Profiles beside the shipped sample, 0 or more.</param>
/// <param name="KeepRunning">Whether the server stays after the job.</param>
internal sealed record DemoSettings(long GeneratedProfiles, bool KeepRunning);
