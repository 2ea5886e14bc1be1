using System.Collections.Immutable;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Evaluation.Tests.Differential;

/// <summary>Seeded canonical trees over the generated profiles, with every operator and function of the language.</summary>
/// <param name="random">The source of choices.</param>
/// <param name="segmentIds">The segments that <c>inSegment</c> may name.</param>
internal sealed partial class RandomExpressions(Random random, IReadOnlyList<string> segmentIds)
{
    private static readonly string[] Comparisons = ["=", "!=", "<", "<=", ">", ">="];

    private static readonly string[] TextPredicates =
        ["startsWith", "doesNotStartWith", "endsWith", "doesNotEndWith", "contains", "doesNotContain", "equals", "notEqualTo"];

    private readonly List<Level> _levels = [new Level(new RootNode(), Shape.Profile)];

    /// <summary>Makes the condition of a segment.</summary>
    public PqlNode Next() => Condition(3);

    private PqlNode Condition(int depth)
    {
        var choice = random.Next(depth > 0 ? 34 : 20);
        switch (choice)
        {
            case < 6:
                var tested = Path(depth, out var shape);
                return Call(random.Pick(Comparisons), tested, LiteralFor(shape));
            case 6:
                var right = Path(depth, out var rightShape);
                return Call(random.Pick(Comparisons), LiteralFor(rightShape), right);
            case < 9:
                return TextPredicate(depth);
            case 9:
                var member = Path(depth, out var memberShape);
                return Call(random.Pick<string>(["in", "notIn"]), member, ListLiteral(memberShape));
            case 10:
                return random.Chance(0.5)
                    ? Call("like", Path(depth, ShapeKind.Text), Text(random.Pick<string>(["%", "_o%", "A_", "web.%", "a\\_c", "%ß%", "gold"])))
                    : Call("matches", Path(depth, ShapeKind.Text), Text(random.Pick<string>(["^A", "(?i)GOLD", "\\d", "o$", "^.x$", ".", "[äöü]"])));
            case 11:
                return Call(random.Pick<string>(["isNull", "isNotNull", "exists"]), random.Chance(0.7) ? Path(depth) : Value(depth));
            case < 14:
                return Occurs(Path(depth, ShapeKind.Time), depth);
            case 14:
                return Path(depth);
            case 15:
                return ListPredicate(depth);
            case 16:
                return Call(random.Pick(Comparisons), Call(random.Pick<string>(["getMonth", "getYear", "getDayOfMonth"]), Path(depth, ShapeKind.Time)), DatePart());
            case 17:
                return Call("inSegment", Text(random.Chance(0.7) && segmentIds.Count > 0 ? random.Pick(segmentIds) : random.Pick<string>(["stored", "nowhere"])));
            case < 20:
                return Call(random.Pick(Comparisons), Value(depth), random.Chance(0.5) ? LiteralFor() : Value(depth));
            case 20 or 21:
                return Combination(depth);
            case 22:
                return Call("not", Condition(depth - 1));
            case 23:
                return Call("if", Condition(depth - 1), Condition(depth - 1), Condition(depth - 1));
            case < 27:
                return Call(random.Pick(Comparisons), Number(depth), LiteralFor(Shape.Integer));
            case < 32:
                return ListCondition(depth);
            case 32:
                return Let(depth);
            default:
                return Chain(depth);
        }
    }

    private PqlNode Combination(int depth) => Call(
        random.Pick<string>(["and", "or"]), [.. Enumerable.Range(0, random.Next(2, 4)).Select(_ => Condition(depth - 1))]);

    private PqlNode ListCondition(int depth)
    {
        var list = List(depth, out var items);
        return random.Next(7) switch
        {
            0 => Filter(list, items, depth),
            1 => Call("exists", list, Lambda(items, depth, Condition)),
            2 => Call("forall", list, Lambda(items, depth, Condition)),
            3 => new SelectNode(Declarations(depth)),
            4 => Call(random.Pick<string>(["isNull", "isNotNull"]), Filter(list, items, depth)),
            _ => new QuantificationNode(random.Pick<PqlQuantifier>([PqlQuantifier.Some, PqlQuantifier.All, PqlQuantifier.None, PqlQuantifier.One]), Declarations(depth)),
        };
    }

    private PqlNode TextPredicate(int depth)
    {
        var receiver = Path(depth, ShapeKind.Text);
        if (random.Chance(0.1)) return Call("stringCompare", Text(random.Pick(TextPredicates)), receiver, Text(random.NextText()));
        List<PqlNode> arguments = [receiver];
        if (random.Chance(0.2)) arguments.Add(ListLiteral());
        else
            for (var count = random.Pick<int>([1, 1, 1, 2, 3]); count > 0; count--) arguments.Add(Text(random.NextText()));
        if (random.Chance(0.3)) arguments.Add(Boolean(random.Chance(0.5)));
        return Call(random.Pick(TextPredicates), [.. arguments]);
    }

    private PqlNode ListPredicate(int depth)
    {
        var function = random.Pick<string>(["includes", "intersects", "subsetOf", "supersetOf", "in", "notIn"]);
        var list = Path(depth, out var shape);
        if (function is "in" or "notIn") return Call(function, LiteralFor(shape), list);
        if (function == "includes") return Call(function, list, LiteralFor(shape));
        return Call(function, list, random.Chance(0.7) ? ListLiteral(shape) : Path(depth));
    }

    private PqlNode Let(int depth)
    {
        var name = $"L{_levels.Count}_{depth}";
        var isList = random.Chance(0.5);
        var items = Shape.Anything;
        var value = isList ? List(depth, out items) : Value(depth - 1);
        _levels.Add(new Level(new VariableNode(name), isList ? Shape.List(items) : Shape.Anything));
        var body = Condition(depth - 1);
        _levels.RemoveAt(_levels.Count - 1);
        return new LetNode(name, value, body);
    }

    private PqlNode Occurs(PqlNode time, int depth) => new OccursNode(time, Tail(depth, label: null));

    private TimeQualificationNode Tail(int depth, string? label)
    {
        PqlNode Reference() => label is not null && random.Chance(0.3) ? new FieldNode(new VariableNode(label), "timestamp") : TimeReference(depth);
        if (random.Chance(0.15)) return new TimeQualificationNode(null, null, null, new RangeNode(Reference(), Reference()));
        if (random.Chance(0.25)) return new TimeQualificationNode(null, null, null, Reference());
        var direction = random.Pick<PqlTimeDirection>([PqlTimeDirection.Before, PqlTimeDirection.Before, PqlTimeDirection.After, PqlTimeDirection.From]);
        if (random.Chance(0.3)) return new TimeQualificationNode(null, null, direction, Reference());
        return new TimeQualificationNode(AnyComparison(), Duration(), direction, Reference());
    }

    private PqlNode TimeReference(int depth) => random.Next(10) switch
    {
        < 5 => Timestamp(random.Pick<string>(["now", "now", "today", "yesterday", "tomorrow"])),
        < 7 => Timestamp($"{random.Pick<string>(["this", "last", "next"])} {random.Pick<string>(["day", "week", "month", "year", "hour", "decade"])}"),
        7 => Call("date", Integer(random.Pick<long>([2025, 2026, 2024])), Integer(random.Next(1, 13)), Integer(random.Next(1, 29))),
        8 => Text(random.NextTime(anySpelling: false)),
        _ => Path(depth),
    };

    private PqlComparison AnyComparison() => (PqlComparison)random.Next(6);

    private PqlDuration Duration() => new(random.Pick<long>([0, 1, 2, 7, 30, 60]), (PqlTimeUnit)random.Next((int)PqlTimeUnit.Minute, (int)PqlTimeUnit.Decade + 1));

    private PqlNode DatePart() => random.Next(4) switch
    {
        0 => Call(random.Pick<string>(["currentMonth", "currentYear", "currentDayOfMonth"])),
        1 => Integer(2026),
        _ => Integer(random.Next(1, 13)),
    };

    private static ApplyNode Call(string function, params ImmutableArray<PqlNode> arguments) => new(function, arguments);

    private static LiteralNode Text(string value) => new(PqlLiteralKind.String, value);

    private static LiteralNode Integer(long value) => new(PqlLiteralKind.Integer, value);

    private static LiteralNode Boolean(bool value) => new(PqlLiteralKind.Boolean, value);

    private static LiteralNode Timestamp(string value) => new(PqlLiteralKind.Timestamp, value);

    private LiteralNode LiteralFor() => random.Next(12) switch
    {
        < 4 => Text(random.Chance(0.85) ? random.NextText() : random.NextTime(anySpelling: random.Chance(0.3))),
        < 8 => Integer(random.NextInteger()),
        < 10 => new LiteralNode(PqlLiteralKind.Double, random.NextNumber()),
        10 => Boolean(random.Chance(0.5)),
        _ => random.Chance(0.3) ? new LiteralNode(PqlLiteralKind.Null, null) : random.Chance(0.5) ? Timestamp("now") : ListLiteral(),
    };

    /// <summary>A literal that values of a shape can be compared with, most of the time.</summary>
    private LiteralNode LiteralFor(Shape shape) => random.Chance(0.1) ? LiteralFor() : shape.Kind switch
    {
        ShapeKind.Text => Text(random.NextText()),
        ShapeKind.Integer => Integer(random.NextInteger()),
        ShapeKind.Number => random.Chance(0.5) ? Integer(random.NextInteger()) : new LiteralNode(PqlLiteralKind.Double, random.NextNumber()),
        ShapeKind.Boolean => Boolean(random.Chance(0.5)),
        ShapeKind.Time => random.Chance(0.5)
            ? Timestamp(random.Pick<string>(["now", "today", "yesterday", "last month"]))
            : Text(random.NextTime(anySpelling: random.Chance(0.3))),
        _ => LiteralFor(),
    };

    private LiteralNode ListLiteral() => ListLiteral(random.Chance(0.6));

    private LiteralNode ListLiteral(Shape shape) => ListLiteral(shape.Kind switch
    {
        ShapeKind.Text => true,
        ShapeKind.Integer or ShapeKind.Number => false,
        _ => random.Chance(0.6),
    });

    private LiteralNode ListLiteral(bool isText)
    {
        var items = Enumerable.Range(0, random.Pick<int>([0, 1, 2, 2, 3, 12])).Select(_ => isText
            ? Text(random.NextText())
            : random.Chance(0.7) ? Integer(random.NextInteger()) : new LiteralNode(PqlLiteralKind.Double, random.NextNumber()));
        return new LiteralNode(PqlLiteralKind.List, items.ToImmutableArray());
    }

    private sealed record Level(PqlNode Variable, Shape Shape);
}
