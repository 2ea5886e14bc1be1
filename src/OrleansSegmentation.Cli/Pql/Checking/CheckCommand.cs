using System.CommandLine;
using OrleansSegmentation.Cli.Pql.Input;

namespace OrleansSegmentation.Cli.Pql.Checking;

/// <summary><c>pql check</c>: everything that is wrong with an expression, and how it can be evaluated.</summary>
internal static class CheckCommand
{
    private const string Description = """
        Check an expression: all problems with their place, the canonical text, the segments it refers to, and whether it may be evaluated in batch, streaming or at the edge.

        Exit codes: 0 valid (warnings are allowed), 1 errors, 2 wrong usage.

        Examples:
          orleans-segmentation pql check 'loyalty.points > 1000 and homeAddress.countryCode in ["PT", "ES"]'
          orleans-segmentation pql check --file audience.pql --output json
          cat audience.json | orleans-segmentation pql check - --format json
          orleans-segmentation pql check --file audience.pql --schema union-schema.json
        """;

    /// <summary>Builds the command.</summary>
    public static Command Build(TextReader input)
    {
        var expression = new ExpressionInput(input);
        var schema = new Option<string?>("--schema")
        {
            Description = "A JSON schema of the profile (type, properties, items, additionalProperties, format): unknown attributes and wrong types become warnings.",
        };
        var output = new OutputOption();
        var command = new Command("check", Description);
        expression.AddTo(command);
        command.Add(schema);
        command.Add(output);
        PqlCommand.SetAction(command, (result, _) =>
        {
            var report = CheckReport.Make(expression.Read(result), SchemaFile.Read(result.GetValue(schema), input));
            var writer = result.InvocationConfiguration.Output;
            if (output.IsJson(result)) OutputOption.WriteJson(writer, report.WriteJson);
            else report.WriteText(writer);
            return report.IsValid ? 0 : 1;
        });
        return command;
    }
}
