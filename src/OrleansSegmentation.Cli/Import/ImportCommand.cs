using System.CommandLine;
using OrleansSegmentation.Cli.Import.Mapping;
using OrleansSegmentation.Cli.Import.Reporting;
using OrleansSegmentation.Cli.Import.Rows;
using OrleansSegmentation.Cli.Import.Sources;
using OrleansSegmentation.Cli.Pql;
using Spectre.Console;

namespace OrleansSegmentation.Cli.Import;

/// <summary><c>import</c>: brings files of records to a server.</summary>
internal static class ImportCommand
{
    private const int SomeRejected = 1;
    private const int Interrupted = 3;
    private const string TokenVariable = "SEGMENTATION_TOKEN";
    private const string ApiKeyVariable = "SEGMENTATION_API_KEY";

    private const string Description = """
        Import records from a file: NDJSON, a JSON array, CSV or Parquet, the text formats also as .gz.

        JSON records are XDM objects, as POST /ingest/profiles takes them. For CSV and Parquet, --map says which column is which attribute or
        identity; --print-map writes a mapping to begin with.

        The file is sent in requests of bounded size, a few at a time, with little memory however large it is. Busy and restarting servers are
        waited for. An import that was interrupted goes on where it stood when the same command is given again; nothing is imported twice.

        Exit codes: 0 all records imported, 1 some were rejected, 2 wrong usage, a file that cannot be read to its end or a server that
        refuses, 3 interrupted, or the server cannot be reached: the same command goes on.

        Examples:
          orleans-segmentation import profiles.ndjson --dataset crm
          orleans-segmentation import customers.csv --print-map > customers.map.json
          orleans-segmentation import customers.csv --map customers.map.json --rejects rejected.ndjson
        """;

    /// <summary>Builds the command.</summary>
    /// <param name="clock">The time.</param>
    public static Command Build(TimeProvider clock) => Build(clock, static () => new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5) }));

    /// <summary>Builds the command over another transport.</summary>
    /// <param name="clock">The time.</param>
    /// <param name="http">Makes the transport.</param>
    public static Command Build(TimeProvider clock, Func<HttpClient> http)
    {
        var arguments = new ImportArguments(TokenVariable, ApiKeyVariable);
        var output = new OutputOption();
        var command = new Command("import", Description) { output };
        arguments.AddTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            try
            {
                return arguments.PrintsMap(result)
                    ? await PrintMapAsync(arguments.FileOf(result), arguments.FormatOf(result), result, cancellationToken)
                    : await ImportAsync(arguments.Read(result), http, output.IsJson(result), result, clock, cancellationToken);
            }
            catch (Exception exception) when (exception is UsageException or SourceFailedException or IOException or UnauthorizedAccessException)
            {
                await result.InvocationConfiguration.Error.WriteLineAsync(exception.Message);
                return CommandLine.UsageError;
            }
        });
        return command;
    }

    private static async Task<int> ImportAsync(
        ImportOptions options, Func<HttpClient> http, bool asJson, ParseResult result, TimeProvider clock, CancellationToken cancellationToken)
    {
        var (output, error) = (result.InvocationConfiguration.Output, result.InvocationConfiguration.Error);
        // Progress goes where errors go, so that the output is the result and nothing else.
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(error),
            Interactive = !asJson && error == Console.Error && !Console.IsErrorRedirected ? InteractionSupport.Detect : InteractionSupport.No,
        });
        var summary = await new ImportRun(options, http, console, clock).RunAsync(cancellationToken);
        if (asJson) OutputOption.WriteJson(output, summary.WriteJson);
        else summary.WriteText(output);
        if (summary.Outcome == ImportOutcome.Complete) return summary.Rejected == 0 ? 0 : SomeRejected;

        await error.WriteLineAsync(summary.Problem);
        await error.WriteLineAsync(summary.Outcome == ImportOutcome.Interrupted
            ? $"The same command goes on where this one stopped; its state is in {options.StateFile}."
            : $"What was imported stays. With the same file the same command goes on where this one stopped ({options.StateFile}); --restart begins anew.");
        return summary.Outcome == ImportOutcome.Interrupted ? Interrupted : CommandLine.UsageError;
    }

    private static async Task<int> PrintMapAsync(string file, SourceFormat format, ParseResult result, CancellationToken cancellationToken)
    {
        await using IRowReader rows = format switch
        {
            SourceFormat.Csv => CsvRowReader.Open(file, null, []),
            SourceFormat.Parquet => await ParquetRowReader.OpenAsync(file, cancellationToken),
            _ => throw new UsageException("--print-map is for CSV and Parquet: JSON records go to the server as they are."),
        };
        await result.InvocationConfiguration.Output.WriteLineAsync(await MappingSkeleton.CreateAsync(rows, cancellationToken));
        return 0;
    }
}
