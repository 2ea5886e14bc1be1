using System.CommandLine;
using OrleansSegmentation.Cli.Pql.Input;
using OrleansSegmentation.Pql;
using OrleansSegmentation.Pql.Json;
using OrleansSegmentation.Pql.Printing;

namespace OrleansSegmentation.Cli.Pql;

/// <summary><c>pql convert</c>: the same expression in the other encoding.</summary>
internal static class ConvertCommand
{
    private const string Description = """
        Convert an expression to the other encoding: pql/text to pql/json, pql/json to pql/text.

        Exit codes: 0 converted, 1 the expression has errors, 2 wrong usage.

        Examples:
          orleans-segmentation pql convert 'workAddress.country = "US"'
          orleans-segmentation pql convert 'loyalty.points > 5' | orleans-segmentation pql convert -
        """;

    /// <summary>Builds the command.</summary>
    public static Command Build(TextReader input)
    {
        var expression = new ExpressionInput(input);
        var command = new Command("convert", Description);
        expression.AddTo(command);
        PqlCommand.SetAction(command, (result, _) =>
        {
            var given = expression.Read(result);
            if (ValidExpression.Compile(given, result.InvocationConfiguration.Error) is not { } query) return 1;
            result.InvocationConfiguration.Output.WriteLine(given.Format == PqlFormat.Text ? PqlJsonWriter.Write(query.Root) : PqlTextPrinter.Print(query.Root));
            return 0;
        });
        return command;
    }
}
