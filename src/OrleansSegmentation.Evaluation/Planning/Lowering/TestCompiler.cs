using System.Collections.Immutable;
using OrleansSegmentation.Evaluation.Functions.Calendar;
using OrleansSegmentation.Evaluation.Functions.Text;
using OrleansSegmentation.Evaluation.Operators.Tests;
using OrleansSegmentation.Evaluation.Values;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Evaluation.Planning.Lowering;

/// <summary>Chooses how a value is tested. <see cref="RootNode"/> stands for the value.</summary>
internal static class TestCompiler
{
    public static TestTemplate Compile(PqlNode test) => Find(test) ?? DatePartOf(test) ?? new ExpressionTestTemplate(test);

    private static TestTemplate? Find(PqlNode test) => test switch
    {
        OccursNode { Timestamp: RootNode } occurs => new WindowTestTemplate(occurs),
        ApplyNode { Arguments: [RootNode, var right] } apply when ToComparison(apply.Function) is { } comparison => Comparison(apply, comparison, right),
        ApplyNode { Arguments: [var left, RootNode] } apply when ToComparison(apply.Function) is { } comparison => Comparison(apply, Mirror(comparison), left),
        ApplyNode { Function: "in" or "notIn", Arguments: [RootNode, LiteralNode { Kind: PqlLiteralKind.List } list] } apply =>
            Texts(list.Children) is { } texts
                ? TextTestTemplate.TryCreate(apply, StringPredicate.Equals, texts, ignoresCase: false, isNegated: apply.Function == "notIn")
                : null,
        ApplyNode { Function: "like" or "matches", Arguments: [RootNode, LiteralNode { Value: string pattern, Kind: PqlLiteralKind.String }] } apply =>
            new PatternTestTemplate(apply, pattern, isRegex: apply.Function == "matches"),
        ApplyNode { Arguments: [RootNode, ..] } apply when ToPredicate(apply.Function) is { } predicate => TextPredicate(apply, predicate),
        _ => null,
    };

    // function(…, getYear(value), …)
    private static TestTemplate? DatePartOf(PqlNode test)
    {
        if (test is not ApplyNode { Arguments: var arguments } apply || !ListRule.IsExistential(test)) return null;
        for (var i = 0; i < arguments.Length; i++)
        {
            if (arguments[i] is not ApplyNode { Arguments: [RootNode] } call || ToDatePart(call.Function) is not { } part) continue;
            return new DatePartTestTemplate(part, Compile(new ApplyNode(apply.Function, arguments.SetItem(i, new RootNode()))));
        }

        return null;
    }

    private static DatePart? ToDatePart(string function) => function switch
    {
        "getYear" => DatePart.Year,
        "getMonth" => DatePart.Month,
        "getDayOfMonth" => DatePart.DayOfMonth,
        _ => null,
    };

    private static TestTemplate? Comparison(ApplyNode test, PqlComparison comparison, PqlNode other) => other switch
    {
        LiteralNode { Kind: PqlLiteralKind.Integer, Value: long integer } => new NumberTestTemplate(test, comparison, PqlValue.FromInteger(integer)),
        LiteralNode { Kind: PqlLiteralKind.Double, Value: double number } => new NumberTestTemplate(test, comparison, PqlValue.FromDouble(number)),
        LiteralNode { Kind: PqlLiteralKind.String, Value: string text } => comparison is PqlComparison.Equal or PqlComparison.NotEqual
            ? TextTestTemplate.TryCreate(test, StringPredicate.Equals, [text], ignoresCase: false, isNegated: comparison == PqlComparison.NotEqual)
            : new InstantTestTemplate(test, comparison, other),
        LiteralNode { Kind: PqlLiteralKind.Timestamp } or ApplyNode { Function: "date" } => new InstantTestTemplate(test, comparison, other),
        _ => null,
    };

    // predicate(value, text…[, caseSensitive]) or predicate(value, [text…][, caseSensitive])
    private static TextTestTemplate? TextPredicate(ApplyNode test, (StringPredicate Predicate, bool IsNegated) predicate)
    {
        var arguments = test.Arguments.AsSpan()[1..];
        var isCaseSensitive = true;
        if (arguments.Length > 1 && arguments[^1] is LiteralNode { Kind: PqlLiteralKind.Boolean, Value: bool flag })
        {
            isCaseSensitive = flag;
            arguments = arguments[..^1];
        }

        IEnumerable<PqlNode> values = arguments is [LiteralNode { Kind: PqlLiteralKind.List } list] ? list.Children : arguments.ToArray();
        return Texts(values) is { Length: > 0 } texts
            ? TextTestTemplate.TryCreate(test, predicate.Predicate, texts, !isCaseSensitive, predicate.IsNegated)
            : null;
    }

    private static string[]? Texts(IEnumerable<PqlNode> nodes)
    {
        var texts = ImmutableArray.CreateBuilder<string>();
        foreach (var node in nodes)
        {
            if (node is not LiteralNode { Kind: PqlLiteralKind.String, Value: string text }) return null;
            texts.Add(text);
        }

        return texts.ToArray();
    }

    private static (StringPredicate Predicate, bool IsNegated)? ToPredicate(string function) => function switch
    {
        "equals" => (StringPredicate.Equals, false),
        "notEqualTo" => (StringPredicate.Equals, true),
        "startsWith" => (StringPredicate.StartsWith, false),
        "doesNotStartWith" => (StringPredicate.StartsWith, true),
        "endsWith" => (StringPredicate.EndsWith, false),
        "doesNotEndWith" => (StringPredicate.EndsWith, true),
        "contains" => (StringPredicate.Contains, false),
        "doesNotContain" => (StringPredicate.Contains, true),
        _ => null,
    };

    private static PqlComparison? ToComparison(string function) => function switch
    {
        "=" => PqlComparison.Equal,
        "!=" => PqlComparison.NotEqual,
        "<" => PqlComparison.Less,
        "<=" => PqlComparison.LessOrEqual,
        ">" => PqlComparison.Greater,
        ">=" => PqlComparison.GreaterOrEqual,
        _ => null,
    };

    private static PqlComparison Mirror(PqlComparison comparison) => comparison switch
    {
        PqlComparison.Less => PqlComparison.Greater,
        PqlComparison.LessOrEqual => PqlComparison.GreaterOrEqual,
        PqlComparison.Greater => PqlComparison.Less,
        PqlComparison.GreaterOrEqual => PqlComparison.LessOrEqual,
        _ => comparison,
    };
}
