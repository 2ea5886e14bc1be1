using System.CommandLine;
using OrleansSegmentation.Cli.Pql.Cases;
using OrleansSegmentation.Cli.Pql.Checking;

namespace OrleansSegmentation.Cli.Pql;

/// <summary><c>pql</c>: the tools for audience definitions. They need no server.</summary>
internal static class PqlCommand
{
    /// <summary>Builds the command.</summary>
    /// <param name="input">Standard input.</param>
    /// <param name="clock">The time where none is given.</param>
    public static Command Build(TextReader input, TimeProvider clock) => new("pql", "Check, convert, explain and test audience definitions; needs no server.")
    {
        CheckCommand.Build(input),
        PrintCommand.Build(input),
        ConvertCommand.Build(input),
        ExplainCommand.Build(input, clock),
        TestCommand.Build(input, clock),
    };

    /// <summary>Gives a command its action; input of the wrong form is reported in one sentence and ends with exit code 2.</summary>
    public static void SetAction(Command command, Func<ParseResult, CancellationToken, int> run) => command.SetAction((result, cancellationToken) =>
    {
        try
        {
            return Task.FromResult(run(result, cancellationToken));
        }
        catch (UsageException exception)
        {
            result.InvocationConfiguration.Error.WriteLine(exception.Message);
            return Task.FromResult(CommandLine.UsageError);
        }
    });
}
