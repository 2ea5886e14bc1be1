using System.CommandLine;
using OrleansSegmentation.Cli.Pql.Input;

namespace OrleansSegmentation.Cli.Pql.Cases;

/// <summary><c>pql test</c>: the test kit for audience definitions.</summary>
internal static class TestCommand
{
    private const string Description = """
        Run the cases of a file: an array of { "id", "pql", "profile", "now", "expect" }.

          pql      pql/text, or pql/json as a string or an object
          profile  the profile as an object; the order of its lists is kept
          now      the evaluation instant, such as "2026-03-18T12:00:00Z"; without it, the time at which the command started
          expect   true, false, or "error" for an expression that must be refused
          records  optional: { "schema": { "key": record } }, for expressions that look at other schemas

        Other fields are ignored. inSegment is answered from the profile's segmentMembership. Prints one line per failure and, last, "N passed, M failed".

        Exit codes: 0 all passed, 1 a case failed, 2 wrong usage or a file that is not an array of cases.

        Examples:
          orleans-segmentation pql test samples/audiences/cases.json
          orleans-segmentation pql test cases.json --engine reference --output json
        """;

    /// <summary>Builds the command.</summary>
    public static Command Build(TextReader input, TimeProvider clock)
    {
        var file = new Argument<string>("CASES") { Description = "The file with the cases; - reads standard input." };
        var engine = new Option<string>("--engine")
        {
            Description = "production: the engine of segment jobs. reference: the plain evaluator that defines what the language means.",
            DefaultValueFactory = static _ => ProductionCaseEngine.EngineName,
        };
        engine.AcceptOnlyFromAmong(ProductionCaseEngine.EngineName, ReferenceCaseEngine.EngineName);
        var output = new OutputOption();
        var command = new Command("test", Description) { file, engine, output };
        PqlCommand.SetAction(command, (result, cancellationToken) =>
        {
            var path = result.GetValue(file)!;
            var cases = AudienceCaseReader.Read(path == "-" ? "standard input" : path, InputFile.ReadText(path, "the cases", input), clock.GetUtcNow().ToUnixTimeMilliseconds());
            ICaseEngine chosen = result.GetValue(engine) == ReferenceCaseEngine.EngineName ? new ReferenceCaseEngine() : new ProductionCaseEngine();
            var results = cases.Select(audienceCase => CaseRun.Run(audienceCase, chosen, cancellationToken)).ToList();
            var writer = result.InvocationConfiguration.Output;
            if (output.IsJson(result)) OutputOption.WriteJson(writer, json => CaseReport.WriteJson(json, chosen.Name, results));
            else CaseReport.WriteText(writer, results);
            return results.TrueForAll(static outcome => outcome.IsPassed) ? 0 : 1;
        });
        return command;
    }
}
