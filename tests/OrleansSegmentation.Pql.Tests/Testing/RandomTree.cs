using System.Collections.Immutable;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Pql.Tests.Testing;

/// <summary>
/// Makes random canonical trees of every kind of node. Names are drawn from a small pool of awkward ones, so that variables and
/// properties collide with each other and with keywords.
/// </summary>
internal sealed class RandomTree
{
    private static readonly string[] Fields =
        ["a", "total", "X", "v0", "v1", "profile", "sum", "in", "this", "last", "two words", "2nd", "tick`", "from", "été", "_x", "a@{s}", "key@{http://x/y}", "now", "COUNT", "before"];

    private static readonly string[] Variables = ["X", "Y", "v0", "v1", "a", "profile", "in", "this", "sum", "my var", "C0", "x2"];

    private static readonly string[] Strings = ["", "x", "a\"b", "\\d+", "line\nbreak", "tab\t\u0001", "é😀", "2026-03-01"];

    private readonly Random _random;
    private readonly List<string> _visible = [];
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    private RandomTree(int seed) => _random = new Random(seed);

    public static PqlNode Generate(int seed)
    {
        var random = new RandomTree(seed);
        return random.Node(2 + (seed % 6));
    }

    private T Pick<T>(params T[] choices) => choices[_random.Next(choices.Length)];

    private bool Chance(int percent) => _random.Next(100) < percent;

    private PqlNode Node(int depth)
    {
        if (depth <= 0) return Chance(70) ? Path() : Literal();
        return _random.Next(20) switch
        {
            0 or 1 => Path(),
            2 => Literal(),
            3 or 4 => Many(Pick("and", "or"), 2, 4, depth),
            5 => Apply("not", Node(depth - 1)),
            6 => Comparison(depth),
            7 => Arithmetic(depth),
            8 => Apply("negate", Operand(depth - 1)),
            9 => new FieldNode(Node(depth - 1), Pick(Fields)),
            10 => LambdaCall(depth),
            11 => MethodCall(depth),
            12 => FunctionCall(depth),
            13 => new OccursNode(Operand(depth - 1), Tail(depth - 1)),
            14 => Chain(depth),
            15 => Scoped(() => new SelectNode(Declarations(depth))),
            16 => Scoped(() => new QuantificationNode(Pick(Enum.GetValues<PqlQuantifier>()), Declarations(depth))),
            17 => Let(depth),
            18 => PrefixAggregate(depth),
            _ => new ObjectNode(["k", "2 k"], [Node(depth - 1), Node(depth - 1)]),
        };
    }

    // Where a literal would be checked, and refused, anything but a literal.
    private PqlNode Operand(int depth) => Node(depth) is var node && node is LiteralNode ? Path() : node;

    private static ApplyNode Apply(string function, params ImmutableArray<PqlNode> arguments) => new(function, arguments);

    private ApplyNode Many(string function, int least, int most, int depth) =>
        new(function, [.. Enumerable.Range(0, _random.Next(least, most + 1)).Select(_ => Node(depth - 1))]);

    private PqlNode Reference() => _visible.Count == 0 || Chance(30) ? new RootNode() : new VariableNode(Pick([.. _visible]));

    private PqlNode Path()
    {
        var node = Reference();
        for (var steps = _random.Next(4); steps > 0; steps--) node = new FieldNode(node, Pick(Fields));
        return node;
    }

    private LiteralNode Literal() => _random.Next(8) switch
    {
        0 => new LiteralNode(PqlLiteralKind.Null, null),
        1 => new LiteralNode(PqlLiteralKind.Boolean, Chance(50)),
        2 or 3 => new LiteralNode(PqlLiteralKind.Integer, Pick(0L, 7, -7, long.MaxValue, long.MinValue)),
        4 => new LiteralNode(PqlLiteralKind.Double, Pick(0.0, -0.5, 4, 1e300, -1e-300, 0.1, 123456789012345680)),
        5 => new LiteralNode(PqlLiteralKind.String, Pick(Strings)),
        6 => new LiteralNode(PqlLiteralKind.Timestamp, Pick("now", "today", "yesterday", "tomorrow")),
        _ => List(),
    };

    private LiteralNode List()
    {
        var isNumeric = Chance(50);
        var items = Enumerable.Range(0, _random.Next(4)).Select(_ => isNumeric
            ? Chance(50) ? new LiteralNode(PqlLiteralKind.Integer, Pick(1L, -2L)) : new LiteralNode(PqlLiteralKind.Double, Pick(1.0, -2.5))
            : new LiteralNode(PqlLiteralKind.String, Pick(Strings)));
        return new LiteralNode(PqlLiteralKind.List, items.ToImmutableArray());
    }

    private ApplyNode Comparison(int depth) => _random.Next(4) switch
    {
        0 => Apply(Pick("in", "notIn"), Path(), Chance(50) ? List() : Operand(depth - 1)),
        1 => Apply(Pick("like", "matches"), Operand(depth - 1), new LiteralNode(PqlLiteralKind.String, Pick("", "x", "^a.*b$", "a%_"))),
        2 => Apply(Pick("=", "!="), Path(), Literal()),
        _ => Apply(Pick("=", "!=", "<", "<=", ">", ">="), Operand(depth - 1), Operand(depth - 1)),
    };

    private ApplyNode Arithmetic(int depth) => Apply(
        Pick("+", "-", "*", "/", "%"), Operand(depth - 1),
        Chance(50) ? Operand(depth - 1) : new LiteralNode(PqlLiteralKind.Integer, Pick(3L, -3L)));

    private ApplyNode MethodCall(int depth)
    {
        var receiver = Operand(depth - 1);
        return _random.Next(5) switch
        {
            0 => Apply(Pick("count", "distinct", "head", "isNull", "keys", "sum", "max", "exists"), receiver),
            1 => Apply(Pick("startsWith", "doesNotContain"), receiver, new LiteralNode(PqlLiteralKind.String, "x"), new LiteralNode(PqlLiteralKind.Boolean, false)),
            2 => Apply("equals", receiver, Node(depth - 1)),
            3 => Apply(Pick("includes", "intersects"), receiver, Operand(depth - 1)),
            _ => Apply("get", receiver, new LiteralNode(PqlLiteralKind.String, "k")),
        };
    }

    private ApplyNode FunctionCall(int depth) => _random.Next(6) switch
    {
        0 => Apply("if", Node(depth - 1), Node(depth - 1), Node(depth - 1)),
        1 => Apply("mapEntry", Node(depth - 1), Node(depth - 1)),
        2 => Apply("date", Operand(depth - 1), new LiteralNode(PqlLiteralKind.Integer, 2L), new LiteralNode(PqlLiteralKind.Integer, 29L)),
        3 => Apply("inSegment", new LiteralNode(PqlLiteralKind.String, "seg-1")),
        4 => Apply("modelInstances", new LiteralNode(PqlLiteralKind.String, "https://ns.example/s")),
        _ => Apply(Pick("currentMonth", "currentYear")),
    };

    private ApplyNode LambdaCall(int depth)
    {
        var list = Operand(depth - 1);
        var function = Pick("filter", "filter", "map", "exists", "forall", "groupBy", "sum", "topN");
        var lambda = Lambda(depth, function == "map" && Chance(40) ? 2 : 1);
        return function == "topN" ? Apply(function, list, lambda, new LiteralNode(PqlLiteralKind.Integer, 2L)) : Apply(function, list, lambda);
    }

    private LambdaNode Lambda(int depth, int count) => Scoped(() =>
    {
        ImmutableArray<string> parameters = [.. Enumerable.Range(0, count).Select(_ => Chance(60) ? Declare(ImplicitName()) : Declare(FreeName()))];
        return new LambdaNode(parameters, Operand(depth - 1));
    });

    private ApplyNode PrefixAggregate(int depth)
    {
        var select = Scoped(() => new SelectNode(Declarations(depth)));
        var function = Pick("sum", "average", "min", "max");
        if (Chance(30)) return Apply(function, select);
        return Scoped(() =>
        {
            foreach (var variable in select.Variables) Declare(variable.Name);
            return Apply(function, select, new LambdaNode([.. select.Variables.Select(variable => variable.Name)], Operand(depth - 1)));
        });
    }

    private ImmutableArray<VariableDeclarationNode> Declarations(int depth)
    {
        var declarations = ImmutableArray.CreateBuilder<VariableDeclarationNode>();
        for (var count = _random.Next(1, 4); count > 0; count--)
        {
            var source = Node(depth - 1);
            var name = Declare(FreeName());
            declarations.Add(new VariableDeclarationNode(name, source, Chance(60) ? Node(depth - 1) : null));
        }

        return declarations.ToImmutable();
    }

    private LetNode Let(int depth)
    {
        var value = Node(depth - 1);
        return Scoped(() => new LetNode(Declare(FreeName()), value, Node(depth - 1)));
    }

    private TimeQualificationNode Tail(int depth) => _random.Next(4) switch
    {
        0 => new TimeQualificationNode(null, null, null, new RangeNode(Time(depth), Time(depth))),
        1 => new TimeQualificationNode(null, null, null, Time(depth)),
        2 => new TimeQualificationNode(null, null, Pick(Enum.GetValues<PqlTimeDirection>()), Time(depth)),
        _ => new TimeQualificationNode(Pick(Enum.GetValues<PqlComparison>()), Duration(), Pick(Enum.GetValues<PqlTimeDirection>()), Time(depth)),
    };

    private PqlDuration Duration() => new(_random.Next(3), Pick(Enum.GetValues<PqlTimeUnit>()));

    private PqlNode Time(int depth) => Chance(50)
        ? new LiteralNode(PqlLiteralKind.Timestamp, Pick("now", "today", "last month", "this millennium", "next century"))
        : Operand(depth - 1);

    private ChainNode Chain(int depth)
    {
        var source = Node(depth - 1);
        return Scoped(() =>
        {
            var elements = ImmutableArray.CreateBuilder<ChainElementNode>();
            var count = _random.Next(1, 5);
            for (var i = 0; i < count; i++) elements.Add(Element(depth, i, count));
            return new ChainNode(source, Chance(70) ? ["timestamp"] : ["in", "2nd"], elements.ToImmutable());
        });
    }

    private ChainElementNode Element(int depth, int index, int count)
    {
        var isNegated = index > 0 && Chance(30);
        var label = Declare(FreeName());
        var what = new LambdaNode([label], Node(depth - 1));
        var when = Chance(40) ? Tail(depth - 1) : null;
        if (isNegated) _visible.Remove(label);
        PqlGap? gap = index > 0 && !isNegated && Chance(40) ? new PqlGap(Pick(Enum.GetValues<PqlComparison>()), Duration()) : null;
        if (isNegated || Chance(60)) return new ChainElementNode(label, isNegated, what, when, null, null, gap);
        PqlComparison? comparison = Chance(50) ? Pick(Enum.GetValues<PqlComparison>()) : null;
        return new ChainElementNode(label, isNegated, what, when, comparison, 1 + _random.Next(3), gap);
    }

    private string ImplicitName()
    {
        var number = 0;
        while (_taken.Contains($"v{number}")) number++;
        return $"v{number}";
    }

    private string FreeName()
    {
        var name = Pick(Variables);
        while (_taken.Contains(name)) name += _random.Next(3, 10);
        return name;
    }

    private string Declare(string name)
    {
        _taken.Add(name);
        _visible.Add(name);
        return name;
    }

    private T Scoped<T>(Func<T> make)
    {
        var (visible, taken) = (_visible.ToArray(), _taken.ToArray());
        var made = make();
        _visible.Clear();
        _visible.AddRange(visible);
        _taken.Clear();
        _taken.UnionWith(taken);
        return made;
    }
}
