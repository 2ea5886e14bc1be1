using OrleansSegmentation.Cli.Pql.Checking;
using OrleansSegmentation.Cli.Pql.Input;
using OrleansSegmentation.Pql;

namespace OrleansSegmentation.Cli.Pql;

/// <summary>Compiles expressions for commands that can go on only with a valid one.</summary>
internal static class ValidExpression
{
    /// <summary>Compiles an expression; shows what is wrong with it and returns null if it is not valid.</summary>
    public static PqlQuery? Compile(Expression expression, TextWriter errors)
    {
        var compilation = expression.Compile();
        if (compilation.Query is { } query) return query;
        foreach (var diagnostic in compilation.Diagnostics) DiagnosticText.Write(errors, diagnostic, expression.Text);
        return null;
    }
}
