using System.Collections.Immutable;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Evaluation.Tests.Differential;

/// <content>Values, lists and what walks them.</content>
internal sealed partial class RandomExpressions
{
    private static readonly string[] AnyNames = ["SKU", "qty", "id", "total", "items", "flex", "timestamp", "eventType", "n", "status", "missing", "k1"];

    /// <summary>A path of properties, map entries and now and then a filter, mostly from the innermost level.</summary>
    private PqlNode Path(int depth) => Path(depth, out _);

    /// <param name="depth">How deep conditions on the way may nest.</param>
    /// <param name="shape">What its values usually are; of a list, its items.</param>
    private PqlNode Path(int depth, out Shape shape)
    {
        (var node, shape) = Start();
        for (var steps = 0; steps < 5; steps++)
        {
            if (shape.Kind == ShapeKind.List)
            {
                if (depth > 0 && random.Chance(0.15)) node = Filter(node, shape.Items!, depth);
                shape = shape.Items!;
                if (shape.Fields.Count == 0 || random.Chance(0.15)) return random.Chance(0.05) ? new FieldNode(node, random.Pick(AnyNames)) : node;
            }

            if (shape.Kind == ShapeKind.Map)
            {
                if (random.Chance(0.1)) return node;
                var key = random.Pick(Shape.MapKeys);
                node = random.Chance(0.7) ? Call("get", node, Text(key)) : new FieldNode(node, key);
                shape = shape.Items!;
                continue;
            }

            if (shape.Fields.Count == 0) return shape.Kind == ShapeKind.Anything && random.Chance(0.5) ? new FieldNode(node, random.Pick(AnyNames)) : node;
            if (random.Chance(0.05)) return node;
            if (random.Chance(0.05)) return new FieldNode(node, random.Pick(AnyNames));
            var (name, field) = random.Pick(shape.Fields);
            node = new FieldNode(node, name);
            shape = field;
        }

        return node;
    }

    /// <summary>A path whose values are usually of a kind, if there is one near.</summary>
    private PqlNode Path(int depth, ShapeKind wanted)
    {
        var path = Path(depth, out var shape);
        for (var attempt = 0; attempt < 5 && shape.Kind != wanted; attempt++) path = Path(depth, out shape);
        return path;
    }

    private (PqlNode Node, Shape Shape) Start()
    {
        var level = random.Chance(0.85) ? _levels[^1] : random.Pick(_levels);
        return (level.Variable, level.Shape);
    }

    /// <summary>Something with items, and their usual shape.</summary>
    private PqlNode List(int depth, out Shape items)
    {
        var (node, shape) = random.Chance(0.8) ? Start() : (_levels[0].Variable, _levels[0].Shape);
        var lists = shape.Fields.Where(static field => field.Shape.Kind == ShapeKind.List).ToList();
        if (lists.Count == 0)
        {
            items = shape.Kind == ShapeKind.List ? shape.Items! : Shape.Anything;
            return shape.Kind == ShapeKind.List ? node : Path(0);
        }

        var (name, list) = random.Chance(0.5) && lists.Any(static field => field.Name is "xEvent" or "items")
            ? lists.Last(static field => field.Name is "xEvent" or "items")
            : random.Pick(lists);
        node = new FieldNode(node, name);
        items = list.Items!;
        var inner = items.Fields.Where(static field => field.Shape.Kind == ShapeKind.List).ToList();
        if (inner.Count > 0 && random.Chance(0.2))
        {
            var (innerName, innerList) = random.Pick(inner);
            node = new FieldNode(node, innerName);
            items = innerList.Items!;
        }

        if (depth > 1 && random.Chance(0.15)) node = Filter(node, items, depth);
        return node;
    }

    private PqlNode Filter(PqlNode list, Shape items, int depth) => Call("filter", list, Lambda(items, depth, Condition));

    private LambdaNode Lambda(Shape items, int depth, Func<int, PqlNode> body)
    {
        var name = NewName();
        _levels.Add(new Level(new VariableNode(name), items));
        var node = body(depth - 1);
        _levels.RemoveAt(_levels.Count - 1);
        return new LambdaNode([name], node);
    }

    private ImmutableArray<VariableDeclarationNode> Declarations(int depth)
    {
        var outer = _levels.Count;
        var declarations = ImmutableArray.CreateBuilder<VariableDeclarationNode>();
        for (var count = random.Pick<int>([1, 1, 1, 2, 2, 3]); count > 0; count--)
        {
            var source = List(0, out var items);
            var name = NewName();
            _levels.Add(new Level(new VariableNode(name), items));
            declarations.Add(new VariableDeclarationNode(name, source, random.Chance(0.85) ? Condition(depth - 1) : null));
        }

        _levels.RemoveRange(outer, _levels.Count - outer);
        return declarations.ToImmutable();
    }

    private string NewName() => $"v{_levels.Count - 1}";

    /// <summary>A value that is usually a number: of a list, or computed.</summary>
    private PqlNode Number(int depth)
    {
        switch (random.Next(8))
        {
            case < 3:
                return Call("count", Items(depth, out _));
            case < 5:
                return Call(random.Pick<string>(["sum", "average", "min", "max"]), Items(depth, out _));
            case < 7:
                var list = Items(depth, out var items);
                return Call(random.Pick<string>(["sum", "average", "min", "max"]), list, Lambda(items, depth, random.Chance(0.7) ? Path : Value));
            default:
                var declarations = Declarations(depth);
                if (random.Chance(0.3)) return Call("count", new SelectNode(declarations));
                var outer = _levels.Count;
                foreach (var declaration in declarations) _levels.Add(new Level(new VariableNode(declaration.Name), Shape.Item));
                var lambda = new LambdaNode([.. declarations.Select(static declaration => declaration.Name)], Path(0));
                _levels.RemoveRange(outer, _levels.Count - outer);
                return Call(random.Pick<string>(["sum", "average", "min", "max"]), new SelectNode(declarations), lambda);
        }
    }

    private PqlNode Items(int depth, out Shape items)
    {
        if (random.Chance(0.2))
        {
            items = Shape.Anything;
            return Path(depth);
        }

        var list = List(depth, out items);
        return random.Chance(0.6) ? Filter(list, items, depth) : list;
    }

    private PqlNode Value(int depth)
    {
        if (depth <= 0) return random.Chance(0.8) ? Path(0) : LiteralFor();
        switch (random.Next(16))
        {
            case < 4:
                return Path(depth);
            case < 6:
                return Call(random.Pick<string>(["+", "-", "*", "/", "%"]), Value(depth - 1), random.Chance(0.5) ? Value(depth - 1) : LiteralFor());
            case 6:
                return Call("negate", Value(depth - 1));
            case 7:
                return Call("if", Condition(depth - 1), Value(depth - 1), Value(depth - 1));
            case 8:
                return Number(depth);
            case 9:
                return Call(random.Pick<string>(["head", "distinct", "keys", "values"]), Path(depth));
            case 10:
                return Call("regexGroup", Path(depth), Text("([A-Za-z]+)"), Integer(random.Next(0, 3)));
            case 11:
                return Call("intersection", Path(depth), random.Chance(0.5) ? Path(depth) : ListLiteral());
            case 12:
                var ranked = List(depth, out var rankedItems);
                return Call("head", Call(random.Pick<string>(["topN", "bottomN"]), ranked, Lambda(rankedItems, depth, Path), Integer(random.Next(1, 4))));
            case 13:
                var mapped = List(depth, out var mappedItems);
                return Call("map", mapped, Lambda(mappedItems, depth, Value));
            case 14:
                return GroupCount(depth);
            default:
                return random.Chance(0.5)
                    ? Call("date", Integer(2026), Path(0), Integer(1))
                    : Call("get", new ObjectNode(["k1", "b"], [Value(depth - 1), Value(depth - 1)]), Text("k1"));
        }
    }

    // A.groupBy(…).map((k, v) => mapEntry(k, v.count())).get("…")
    private PqlNode GroupCount(int depth)
    {
        var list = List(depth, out var items);
        var groups = Call("groupBy", list, Lambda(items, depth, Path));
        var count = new LambdaNode(["k", "v"], Call("mapEntry", new VariableNode("k"), Call("count", new VariableNode("v"))));
        return Call("get", Call("map", groups, count), Text(random.NextText()));
    }

    private PqlNode Chain(int depth)
    {
        var elements = ImmutableArray.CreateBuilder<ChainElementNode>();
        var outer = _levels.Count;
        var count = random.Next(1, 4);
        var positive = random.Next(count);
        for (var i = 0; i < count; i++)
        {
            var name = $"C{outer}_{i}";
            var isNegated = i != positive && random.Chance(0.3);
            _levels.Add(new Level(new VariableNode(name), Shape.Event));
            var what = new LambdaNode([name], Condition(random.Next(Math.Max(1, depth - 1))));
            var label = elements.LastOrDefault(static element => !element.IsNegated)?.Name;
            var when = random.Chance(0.3) ? Tail(0, label) : null;
            if (isNegated) _levels.RemoveAt(_levels.Count - 1);
            long? times = !isNegated && random.Chance(0.3) ? random.Next(1, 4) : null;
            PqlComparison? comparison = times is not null && random.Chance(0.5) ? AnyComparison() : null;
            PqlGap? gap = !isNegated && i > 0 && random.Chance(0.3) ? new PqlGap(AnyComparison(), Duration()) : null;
            elements.Add(new ChainElementNode(name, isNegated, what, when, comparison, times, gap));
        }

        _levels.RemoveRange(outer, _levels.Count - outer);
        return new ChainNode(new FieldNode(new RootNode(), "xEvent"), ["timestamp"], elements.ToImmutable());
    }
}
