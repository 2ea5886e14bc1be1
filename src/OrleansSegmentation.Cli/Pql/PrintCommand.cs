using System.CommandLine;
using OrleansSegmentation.Cli.Pql.Input;
using OrleansSegmentation.Pql.Printing;

namespace OrleansSegmentation.Cli.Pql;

/// <summary><c>pql print</c>: the canonical text of an expression.</summary>
internal static class PrintCommand
{
    private const string Description = """
        Print an expression, given as text or JSON, as canonical pql/text.

        Exit codes: 0 printed, 1 the expression has errors, 2 wrong usage.

        Examples:
          orleans-segmentation pql print 'NOT (loyalty.tier = "gold")  AND subscriber'
          orleans-segmentation pql print --file audience.json
        """;

    /// <summary>Builds the command.</summary>
    public static Command Build(TextReader input)
    {
        var expression = new ExpressionInput(input);
        var command = new Command("print", Description);
        expression.AddTo(command);
        PqlCommand.SetAction(command, (result, _) =>
        {
            if (ValidExpression.Compile(expression.Read(result), result.InvocationConfiguration.Error) is not { } query) return 1;
            result.InvocationConfiguration.Output.WriteLine(PqlTextPrinter.Print(query.Root));
            return 0;
        });
        return command;
    }
}
