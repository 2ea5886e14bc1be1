using System.Collections.Immutable;
using OrleansSegmentation.Pql.Diagnostics;
using OrleansSegmentation.Pql.Printing;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Pql.Binding;

/// <summary>Checks the arguments of operators and functions as far as literals allow. Data is dynamic and is never wrong.</summary>
internal sealed class CallRules(DiagnosticBag diagnostics)
{
    /// <summary>Reports what is wrong with the arguments of a call whose number of arguments is right.</summary>
    /// <param name="signature">The function.</param>
    /// <param name="arguments">The arguments, the receiver first.</param>
    /// <param name="location">The function's name.</param>
    /// <param name="locations">One per argument.</param>
    public void Check(
        FunctionSignature signature, ImmutableArray<PqlNode> arguments, SourceLocation location, ImmutableArray<SourceLocation> locations)
    {
        var name = signature.Name;
        if (FunctionNames.IsArithmetic(name)) CheckArithmetic(name, arguments, locations);
        else if (FunctionNames.IsEquality(name)) CheckEquality(name, arguments, location, locations);
        else if (FunctionNames.IsOrdering(name)) CheckOrdering(name, arguments, locations);
        else CheckParameters(signature, arguments, locations);

        switch (name)
        {
            case FunctionNames.In or FunctionNames.NotIn:
                CheckPair(arguments, locations);
                break;
            case FunctionNames.Date:
                CheckDate(arguments, location, locations);
                break;
            case FunctionNames.Filter when arguments[^1] is LambdaNode { Body: LiteralNode index } && LiteralRules.IsNumber(index):
                diagnostics.Report(locations[^1], PqlDiagnostics.NumericIndex());
                break;
            case FunctionNames.StringCompare:
                CheckStringCompare(arguments, locations);
                break;
            case FunctionNames.Get when arguments[^1] is LiteralNode { Kind: not PqlLiteralKind.String } key && IsText(key) && !NodeBuilder.IsInvalid(key):
                diagnostics.Report(locations[^1], PqlDiagnostics.ArgumentType(name, "key", "one string", LiteralText.Of(key)));
                break;
            case "regexGroup" when arguments.Length == 3 && arguments[2] is LiteralNode group && LiteralRules.IsNumber(group) && group is not { Kind: PqlLiteralKind.Integer, Value: >= 0L }:
                diagnostics.Report(locations[2], PqlDiagnostics.ArgumentType(name, "group", "an integer of at least 0", LiteralText.Of(group)));
                break;
        }
    }

    private void CheckArithmetic(string name, ImmutableArray<PqlNode> arguments, ImmutableArray<SourceLocation> locations)
    {
        for (var i = 0; i < arguments.Length; i++)
        {
            if (arguments[i] is LiteralNode literal && !LiteralRules.IsNumber(literal) && literal.Kind != PqlLiteralKind.Null)
                diagnostics.Report(locations[i], PqlDiagnostics.ArithmeticLiteral(name == FunctionNames.Negate ? "-" : name, LiteralText.Of(literal)));
        }
    }

    private void CheckEquality(
        string name, ImmutableArray<PqlNode> arguments, SourceLocation location, ImmutableArray<SourceLocation> locations)
    {
        if (arguments.Any(argument => argument is LiteralNode { Kind: PqlLiteralKind.Null } && !NodeBuilder.IsInvalid(argument)))
            diagnostics.Report(location, PqlDiagnostics.ComparedWithNull(name));
        CheckPair(arguments, locations);
    }

    private void CheckOrdering(string name, ImmutableArray<PqlNode> arguments, ImmutableArray<SourceLocation> locations)
    {
        for (var i = 0; i < arguments.Length; i++)
        {
            if (arguments[i] is not LiteralNode literal || LiteralRules.CanBeOrdered(literal)) continue;
            diagnostics.Report(locations[i], PqlDiagnostics.OrderingLiteral(name, LiteralText.Of(literal)));
            return;
        }

        // Either side may be the number the other one is read as.
        if (arguments is [LiteralNode { Kind: PqlLiteralKind.String } text, LiteralNode number] && LiteralRules.IsNumber(number))
        {
            if (!LiteralRules.IsNumericString(text))
                diagnostics.Report(locations[0], PqlDiagnostics.NotComparable(LiteralText.Of(number), LiteralText.Of(text)));
            return;
        }

        CheckPair(arguments, locations);
    }

    private void CheckPair(ImmutableArray<PqlNode> arguments, ImmutableArray<SourceLocation> locations)
    {
        if (arguments.Length != 2) return;
        if (arguments is [LiteralNode left, LiteralNode right])
        {
            if (!LiteralRules.CanCompare(left, right))
                diagnostics.Report(locations[1], PqlDiagnostics.NotComparable(LiteralText.Of(left), LiteralText.Of(right)));
        }
        else if (arguments[0] is LiteralNode first && LiteralRules.IsTime(arguments[1]) && !LiteralRules.ComparesWithTime(first))
        {
            diagnostics.Report(locations[0], PqlDiagnostics.NotATime(LiteralText.Of(first)));
        }
        else if (arguments[1] is LiteralNode second && LiteralRules.IsTime(arguments[0]) && !LiteralRules.ComparesWithTime(second))
        {
            diagnostics.Report(locations[1], PqlDiagnostics.NotATime(LiteralText.Of(second)));
        }
    }

    private void CheckParameters(FunctionSignature signature, ImmutableArray<PqlNode> arguments, ImmutableArray<SourceLocation> locations)
    {
        var endsWithBoolean = SignatureExtensions.EndsWithBoolean(arguments);

        var hasWrongFlag = IsWrongFlag(signature, arguments);
        for (var i = 0; i < arguments.Length; i++)
        {
            if (arguments[i] is not LiteralNode literal || NodeBuilder.IsInvalid(literal)) continue;
            var parameter = hasWrongFlag && i == arguments.Length - 1
                ? signature.Parameters[^1]
                : signature.ParameterAt(i, arguments.Length, endsWithBoolean);
            if (Problem(signature.Name, parameter, literal) is { } problem) diagnostics.Report(locations[i], problem);
        }
    }

    // After a first value, a last literal of another type can only have been meant as the flag.
    private static bool IsWrongFlag(FunctionSignature signature, ImmutableArray<PqlNode> arguments)
    {
        var firstValue = signature.Parameters.Count - 2;
        return signature.IsVariadic && firstValue >= 0 && signature.Parameters[^1].Kind == ParameterKind.Flag && arguments.Length - 1 > firstValue
            && arguments[^1] is LiteralNode { Kind: not (PqlLiteralKind.Boolean or PqlLiteralKind.List or PqlLiteralKind.Null) } last
            && arguments[firstValue] is LiteralNode { Kind: not (PqlLiteralKind.List or PqlLiteralKind.Null) } first
            && !LiteralRules.HasOneType([first, last]);
    }

    private static Problem? Problem(string function, FunctionParameter parameter, LiteralNode literal)
    {
        var text = LiteralText.Of(literal);
        return parameter.Kind switch
        {
            ParameterKind.Text when !IsText(literal) => PqlDiagnostics.ArgumentType(function, parameter.Name, "a string", text),
            ParameterKind.Pattern when !IsText(literal) => PqlDiagnostics.ArgumentType(function, parameter.Name, "a regular expression in a string", text),
            ParameterKind.Pattern => PatternProblem(literal),
            ParameterKind.Number when !LiteralRules.IsNumber(literal) && literal.Kind != PqlLiteralKind.Null =>
                PqlDiagnostics.ArgumentType(function, parameter.Name, "a number", text),
            ParameterKind.List when literal.Kind is not (PqlLiteralKind.List or PqlLiteralKind.Null) => PqlDiagnostics.ScalarForList(function, text),
            ParameterKind.Flag when literal.Kind != PqlLiteralKind.Boolean => PqlDiagnostics.FlagType(function, parameter.Name, text),
            ParameterKind.Time when !LiteralRules.CanBeTime(literal) => PqlDiagnostics.NotATime(text),
            ParameterKind.Amount when literal is not { Kind: PqlLiteralKind.Integer, Value: >= 1L } => PqlDiagnostics.AmountTooSmall(function, text),
            _ => null,
        };
    }

    private static bool IsText(LiteralNode literal) => literal.Kind switch
    {
        PqlLiteralKind.String or PqlLiteralKind.Null => true,
        PqlLiteralKind.List => LiteralRules.Items(literal).All(IsText),
        _ => false,
    };

    private static Problem? PatternProblem(LiteralNode literal) => literal.Kind switch
    {
        PqlLiteralKind.String when PatternRules.Check((string)literal.Value!) is { } reason => PqlDiagnostics.InvalidPattern((string)literal.Value!, reason),
        PqlLiteralKind.List => LiteralRules.Items(literal).Select(PatternProblem).FirstOrDefault(problem => problem is not null),
        _ => null,
    };

    private void CheckDate(ImmutableArray<PqlNode> arguments, SourceLocation location, ImmutableArray<SourceLocation> locations)
    {
        var parts = arguments.Select(argument => argument is LiteralNode { Value: long value } ? value : default(long?)).ToArray();
        for (var i = 0; i < arguments.Length; i++)
        {
            if (arguments[i] is not LiteralNode { Kind: PqlLiteralKind.Double } fraction) continue;
            diagnostics.Report(locations[i], PqlDiagnostics.ArgumentType(FunctionNames.Date, i switch { 0 => "year", 1 => "month", _ => "day" }, "an integer", LiteralText.Of(fraction)));
            return;
        }

        if (arguments.Any(argument => argument is LiteralNode { Kind: not PqlLiteralKind.Integer })) return;

        // A computed part may be anything, so the most permissive value stands for it: a leap year, a month of 31 days, day 1.
        if (IsoTime.IsDate(parts[0] ?? 2000, parts[1] ?? 1, parts[2] ?? 1)) return;
        var shown = string.Join('-', parts.Select((part, index) => part?.ToString(index == 0 ? "D4" : "D2", null) ?? "?"));
        diagnostics.Report(location with { Span = locations[0].Span.Cover(locations[^1].Span) }, PqlDiagnostics.ImpossibleDate(shown));
    }

    private void CheckStringCompare(ImmutableArray<PqlNode> arguments, ImmutableArray<SourceLocation> locations)
    {
        if (NodeBuilder.IsInvalid(arguments[0])) return;
        if (arguments[0] is not LiteralNode { Kind: PqlLiteralKind.String, Value: string predicate } || !FunctionNames.IsStringPredicate(predicate))
        {
            diagnostics.Report(locations[0], PqlDiagnostics.UnknownStringComparison(arguments[0] is LiteralNode literal ? LiteralText.Of(literal) : "an expression"));
            return;
        }

        if (predicate != FunctionNames.Matches) return;
        for (var i = 2; i < arguments.Length; i++)
        {
            if (arguments[i] is LiteralNode pattern && PatternProblem(pattern) is { } problem) diagnostics.Report(locations[i], problem);
        }
    }
}
