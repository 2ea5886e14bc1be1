using System.Collections.Immutable;
using OrleansSegmentation.Evaluation.Functions;
using OrleansSegmentation.Pql.Binding;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Evaluation.Tests.Reference;

/// <summary>Random trees over all functions and node kinds, with arguments of any kind in any place.</summary>
internal sealed class RandomTrees(Random random)
{
    private static readonly string[] Names = ["a", "b", "c", "timestamp", "xEvent"];

    private static readonly LiteralNode[] Literals =
    [
        new(PqlLiteralKind.Null, null), new(PqlLiteralKind.Boolean, true), new(PqlLiteralKind.Boolean, false), new(PqlLiteralKind.Integer, 0L),
        new(PqlLiteralKind.Integer, 1L), new(PqlLiteralKind.Integer, -7L), new(PqlLiteralKind.Integer, long.MaxValue), new(PqlLiteralKind.Integer, long.MinValue),
        new(PqlLiteralKind.Double, 2.5), new(PqlLiteralKind.Double, 1e308), new(PqlLiteralKind.String, ""), new(PqlLiteralKind.String, "a"),
        new(PqlLiteralKind.String, "%"), new(PqlLiteralKind.String, "("), new(PqlLiteralKind.String, "1"), new(PqlLiteralKind.String, "2026-03-18"),
        new(PqlLiteralKind.Timestamp, "now"), new(PqlLiteralKind.Timestamp, "today"), new(PqlLiteralKind.Timestamp, "last month"),
        new(PqlLiteralKind.List, ImmutableArray<LiteralNode>.Empty),
        new(PqlLiteralKind.List, ImmutableArray.Create(new LiteralNode(PqlLiteralKind.String, "a"), new LiteralNode(PqlLiteralKind.String, "1"))),
        new(PqlLiteralKind.List, ImmutableArray.Create(new LiteralNode(PqlLiteralKind.Integer, 1L), new LiteralNode(PqlLiteralKind.Double, 2.5))),
    ];

    private readonly List<string> _variables = [];

    public PqlNode Next(int depth)
    {
        if (depth == 0) return random.Next(3) == 0 ? Literals[random.Next(Literals.Length)] : Path();
        return random.Next(16) switch
        {
            0 => Literals[random.Next(Literals.Length)],
            1 or 2 => Path(),
            3 => new FieldNode(Next(depth - 1), Name()),
            4 => new SelectNode(Declarations(depth - 1)),
            5 => new QuantificationNode((PqlQuantifier)random.Next(4), Declarations(depth - 1)),
            6 => Let(depth - 1),
            7 => new ObjectNode([Name()], [Next(depth - 1)]),
            8 => new OccursNode(Next(depth - 1), Tail(depth - 1)),
            9 => Chain(depth - 1),
            _ => Apply(depth - 1),
        };
    }

    private string Name() => Names[random.Next(Names.Length)];

    private PqlNode Path()
    {
        PqlNode node = _variables.Count > 0 && random.Next(2) == 0 ? new VariableNode(_variables[random.Next(_variables.Count)]) : new RootNode();
        for (var i = random.Next(3); i > 0; i--) node = new FieldNode(node, Name());
        return node;
    }

    private ApplyNode Apply(int depth)
    {
        var functions = FunctionCatalog.Default.Functions;
        var signature = functions[random.Next(functions.Count)];
        var count = random.Next(signature.RequiredCount, signature.Parameters.Count + 1);
        if (signature.IsVariadic) count += random.Next(2);
        var arguments = ImmutableArray.CreateBuilder<PqlNode>(count);
        for (var i = 0; i < count; i++)
        {
            var kind = signature.Parameters[Math.Min(i, signature.Parameters.Count - 1)].Kind;
            arguments.Add(kind == ParameterKind.Lambda ? Lambda(depth, i == 1 && signature.Name is "map" or "sum" ? random.Next(1, 3) : 1) : Next(depth));
        }

        return new ApplyNode(signature.Name, arguments.ToImmutable());
    }

    private LambdaNode Lambda(int depth, int parameterCount)
    {
        var names = Enumerable.Range(0, parameterCount).Select(i => $"v{_variables.Count + i}").ToImmutableArray();
        return new LambdaNode(names, Within(names, () => Next(depth)));
    }

    private LetNode Let(int depth)
    {
        var name = $"v{_variables.Count}";
        return new LetNode(name, Next(depth), Within([name], () => Next(depth)));
    }

    private ImmutableArray<VariableDeclarationNode> Declarations(int depth)
    {
        var declarations = ImmutableArray.CreateBuilder<VariableDeclarationNode>();
        var start = _variables.Count;
        for (var i = random.Next(1, 3); i > 0; i--)
        {
            var source = Next(depth);
            var name = $"v{_variables.Count}";
            _variables.Add(name);
            declarations.Add(new VariableDeclarationNode(name, source, random.Next(3) == 0 ? null : Next(depth)));
        }

        _variables.RemoveRange(start, _variables.Count - start);
        return declarations.ToImmutable();
    }

    private TimeQualificationNode Tail(int depth) => random.Next(4) switch
    {
        0 => new TimeQualificationNode(null, null, null, Next(depth)),
        1 => new TimeQualificationNode(null, null, null, new RangeNode(Next(depth), Next(depth))),
        2 => new TimeQualificationNode(null, null, (PqlTimeDirection)random.Next(3), Next(depth)),
        _ => new TimeQualificationNode(
            (PqlComparison)random.Next(6), new PqlDuration(random.Next(100), (PqlTimeUnit)random.Next(11)), (PqlTimeDirection)random.Next(3), Next(depth)),
    };

    private ChainNode Chain(int depth)
    {
        var start = _variables.Count;
        var source = Next(depth);
        var elements = ImmutableArray.CreateBuilder<ChainElementNode>();
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            var name = $"v{_variables.Count}";
            var isNegated = elements.Count > 0 && random.Next(4) == 0;
            var what = new LambdaNode([name], Within([name], () => Next(depth)));
            var when = random.Next(3) == 0 ? Tail(depth) : null;
            elements.Add(new ChainElementNode(name, isNegated, what, when, null, isNegated ? null : random.Next(1, 3), null));
            _variables.Add(name);
        }

        _variables.RemoveRange(start, _variables.Count - start);
        return new ChainNode(source, ["timestamp"], elements.ToImmutable());
    }

    private PqlNode Within(ImmutableArray<string> names, Func<PqlNode> make)
    {
        _variables.AddRange(names);
        var node = make();
        _variables.RemoveRange(_variables.Count - names.Length, names.Length);
        return node;
    }
}
