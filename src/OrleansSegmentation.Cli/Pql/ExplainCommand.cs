using System.CommandLine;
using System.Text;
using System.Text.Json;
using OrleansSegmentation.Cli.Pql.Input;
using OrleansSegmentation.Evaluation;
using OrleansSegmentation.Evaluation.Explain;
using OrleansSegmentation.Evaluation.Values;
using OrleansSegmentation.Pql;
using OrleansSegmentation.Pql.Printing;

namespace OrleansSegmentation.Cli.Pql;

/// <summary><c>pql explain</c>: why a profile is in or out.</summary>
internal static class ExplainCommand
{
    private const string Description = """
        Explain why a profile is a member or not: what each part of the expression evaluates to, the values of the profile that decided it, and for a non-member the fewest changes that would make it one.

        Exit codes: 0 explained, member or not; 1 the expression has errors, 2 wrong usage.

        Examples:
          orleans-segmentation pql explain 'loyalty.points > 5000' --profile ana.json
          orleans-segmentation pql explain --file audience.pql --profile ana.json --now 2026-03-18T12:00:00Z --output json
        """;

    /// <summary>Builds the command.</summary>
    public static Command Build(TextReader input, TimeProvider clock)
    {
        var expression = new ExpressionInput(input);
        var profile = new Option<string>("--profile") { Description = "The file with the profile as one JSON object; - reads standard input.", Required = true };
        var now = new Option<string?>("--now") { Description = $"The evaluation instant, {Instant.Accepted}; default: the current time." };
        var output = new OutputOption();
        var command = new Command("explain", Description);
        expression.AddTo(command);
        command.Add(profile);
        command.Add(now);
        command.Add(output);
        PqlCommand.SetAction(command, (result, cancellationToken) =>
        {
            if (result.GetValue(profile) == "-" && expression.IsStandardInput(result)) throw new UsageException("Only one of the expression and the profile can come from standard input.");
            var nowMs = ReadNow(result.GetValue(now), clock);
            var given = expression.Read(result);
            var document = ReadProfile(result.GetValue(profile)!, input);
            if (ValidExpression.Compile(given, result.InvocationConfiguration.Error) is not { } query) return 1;

            // An expression given as JSON is quoted from its text.
            var text = given.Format == PqlFormat.Text ? given : new Expression(PqlFormat.Text, PqlTextPrinter.Print(query.Root));
            var root = text == given ? query.Root : text.Compile().Query?.Root ?? query.Root;
            var context = new EvaluationContext(nowMs) { CancellationToken = cancellationToken };
            Write(ProfileExplainer.Explain(root, text.Text, document, context), output.IsJson(result), result.InvocationConfiguration.Output);
            return 0;
        });
        return command;
    }

    private static void Write(ProfileExplanation explanation, bool isJson, TextWriter writer)
    {
        if (isJson) OutputOption.WriteJson(writer, json => ExplanationJsonWriter.Write(json, explanation));
        else ExplanationTextWriter.Write(writer, explanation);
    }

    private static long ReadNow(string? text, TimeProvider clock)
    {
        if (text is null) return clock.GetUtcNow().ToUnixTimeMilliseconds();
        return Instant.TryParse(text, out var ms) ? ms : throw new UsageException($"--now takes {Instant.Accepted}, not '{text}'.");
    }

    private static PqlValue ReadProfile(string path, TextReader input)
    {
        try
        {
            var profile = JsonValues.FromUtf8(Encoding.UTF8.GetBytes(InputFile.ReadText(path, "the profile", input)));
            return profile.HasProperties ? profile : throw new UsageException($"{path}: the profile must be one JSON object, such as {{\"person\": {{\"name\": {{\"firstName\": \"Ana\"}}}}}}.");
        }
        catch (JsonException exception)
        {
            throw new UsageException($"{path}: the profile must be one JSON object. {exception.Message}");
        }
    }
}
