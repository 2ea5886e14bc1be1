using System.CommandLine;
using System.Text.RegularExpressions;
using OrleansSegmentation.Pql;

namespace OrleansSegmentation.Cli.Pql.Input;

/// <summary>How a command is given an expression: <c>EXPR</c>, <c>--file F</c>, <c>--format text|json</c>.</summary>
internal sealed partial class ExpressionInput(TextReader input)
{
    private readonly Argument<string?> _expression = new("EXPR")
    {
        Description = "The expression; - reads standard input. Write -- before one that starts with a minus sign.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> _file = new("--file") { Description = "The file that holds the expression, instead of EXPR." };
    private readonly Option<string?> _format = FormatOption();

    /// <summary>Adds the argument and the options.</summary>
    public void AddTo(Command command)
    {
        command.Add(_expression);
        command.Add(_file);
        command.Add(_format);
    }

    /// <summary>Tells whether standard input is the expression.</summary>
    public bool IsStandardInput(ParseResult result) => (result.GetValue(_expression) ?? result.GetValue(_file)) == "-";

    /// <summary>Reads the expression.</summary>
    /// <exception cref="UsageException">There is none, there are two, or the file cannot be read.</exception>
    public Expression Read(ParseResult result)
    {
        var (expression, file) = (result.GetValue(_expression), result.GetValue(_file));
        if (expression is null == file is null)
            throw new UsageException(expression is null ? "An expression is missing: give EXPR, --file F, or - for standard input." : "Give either EXPR or --file, not both.");
        // The parser of the command line takes an unknown option for the expression: a name negated twice, which nobody means.
        if (expression is not null && OptionName().IsMatch(expression)) throw new UsageException($"Unknown option '{expression}'; --help lists the options.");
        var text = expression is null or "-" ? InputFile.ReadText(file ?? "-", "the expression", input) : expression;
        return result.GetValue(_format) switch
        {
            "text" => new Expression(PqlFormat.Text, text),
            "json" => new Expression(PqlFormat.Json, text),
            _ => Expression.Detect(text),
        };
    }

    [GeneratedRegex("^--[a-z][a-z-]*$")]
    private static partial Regex OptionName();

    private static Option<string?> FormatOption()
    {
        var format = new Option<string?>("--format")
        {
            Description = "The encoding of the expression. Without it, a JSON object with nodeType is json and everything else is text.",
        };
        format.AcceptOnlyFromAmong("text", "json");
        return format;
    }
}
