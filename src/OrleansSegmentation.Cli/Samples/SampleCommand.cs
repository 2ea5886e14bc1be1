using System.CommandLine;
using OrleansSegmentation.Profiles.Generation;

namespace OrleansSegmentation.Cli.Samples;

/// <summary><c>sample</c>: writes seeded sample records, for trying things out and for counting with other tools.</summary>
internal static class SampleCommand
{
    /// <summary>The instant that sample records are generated for: fixed, so that the same command always writes the same bytes.</summary>
    public static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The seed of the shipped sample.</summary>
    public const int ShippedSeed = 0;

    /// <summary>The profiles of the shipped sample.</summary>
    public const int ShippedProfiles = 2_000;

    /// <summary>Gets where the shipped sample lies beside the program.</summary>
    public static string ShippedPath => Path.Combine(AppContext.BaseDirectory, "samples", "profiles.ndjson");

    /// <summary>Builds the command.</summary>
    public static Command Build()
    {
        var profiles = new Option<long>("--profiles") { Description = "How many profiles.", DefaultValueFactory = static _ => ShippedProfiles };
        profiles.Validators.Add(static result =>
        {
            if (result.GetValueOrDefault<long>() is < 1 or > 100_000_000) result.AddError("--profiles takes a number from 1 to 100000000.");
        });
        var first = new Option<long>("--first") { Description = "The first profile; profile i depends on the seed and i only." };
        first.Validators.Add(static result =>
        {
            if (result.GetValueOrDefault<long>() < 0) result.AddError("--first takes a number from 0.");
        });
        var seed = new Option<int>("--seed") { Description = "Seed; the shipped sample has 0.", DefaultValueFactory = static _ => ShippedSeed };
        var file = new Option<FileInfo?>("--file") { Description = "Where to; standard output without it." };

        var command = new Command("sample", "Write seeded sample records as NDJSON, ready for /ingest/profiles.") { profiles, first, seed, file };
        command.SetAction(result =>
        {
            using var output = result.GetValue(file)?.Create() ?? Console.OpenStandardOutput();
            new SampleProfileGenerator(result.GetValue(seed)).WriteRecords(output, result.GetValue(first), result.GetValue(profiles), Now);
            return 0;
        });
        return command;
    }
}
