using System.Collections.Immutable;
using OrleansSegmentation.Evaluation.Operators;
using OrleansSegmentation.Evaluation.Operators.Expressions;
using OrleansSegmentation.Evaluation.Operators.Paths;
using OrleansSegmentation.Evaluation.Operators.Sequences;
using OrleansSegmentation.Evaluation.Operators.Tests;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Evaluation.Planning.Lowering;

/// <summary>Makes operators and paths so that equal ones are one object, whatever segment they come from.</summary>
internal sealed class OperatorStore
{
    private readonly Dictionary<(string Kind, PqlNode? Node), object> _known = [];
    private int _nextId;

    public UnknownOperator Unknown() => Get("unknown", null, static id => new UnknownOperator(id));

    public ConstantOperator Constant(PqlNode node) => Get("constant", node, id => new ConstantOperator(id, node));

    public PredicateOperator And(IEnumerable<PredicateOperator> operands)
    {
        PredicateOperator[] distinct = [.. Distinct(operands)];
        return distinct.Length == 1 ? distinct[0] : Get(Key("and", distinct), null, id => new AndOperator(id, [.. distinct]));
    }

    public PredicateOperator Or(IEnumerable<PredicateOperator> operands)
    {
        PredicateOperator[] distinct = [.. Distinct(operands)];
        return distinct.Length == 1 ? distinct[0] : Get(Key("or", distinct), null, id => new OrOperator(id, [.. distinct]));
    }

    public PredicateOperator Not(PredicateOperator operand) => Get($"not {operand.Id}", null, id => new NotOperator(id, operand));

    public OuterOperator Outer(int levels, PredicateOperator operand) =>
        Get($"outer {levels} {operand.Id}", null, id => new OuterOperator(id, levels, operand));

    public PresenceOperator Presence(PathNode path, bool countsFalse) =>
        Get($"presence {path.Id} {countsFalse}", null, id => new PresenceOperator(id, path, countsFalse));

    /// <param name="path">The tested values.</param>
    /// <param name="test">The condition, with the profile standing for the value.</param>
    /// <param name="isExistential">See <see cref="ValueTestOperator"/>.</param>
    public ValueTestOperator ValueTest(PathNode path, PqlNode test, bool isExistential) =>
        Get($"test {path.Id} {isExistential}", test, id => new ValueTestOperator(id, path, Test(test), isExistential));

    public CountOperator Count(PathNode items, PqlNode test, bool countsNulls) =>
        Get($"count {items.Id} {countsNulls}", test, id => new CountOperator(id, items, Test(test), countsNulls));

    public AggregateOperator Aggregate(AggregateKind kind, PathNode values, PqlNode test) =>
        Get($"{kind} {values.Id}", test, id => new AggregateOperator(id, kind, values, Test(test)));

    public SequenceOperator Sequence(PathNode events, PathNode time, ImmutableArray<SequenceStep> steps) => Get(
        $"sequence {events.Id} {time.Id} {string.Join(' ', steps.Select(static step => $"{step.Condition.Id} {step.IsNegated} {step.MinCount} {step.Gap}"))}",
        null, id => new SequenceOperator(id, events, time, steps));

    public ExpressionOperator Expression(PositionExpression expression) =>
        Get(Key("expression", expression), expression.Expression, id => new ExpressionOperator(id, expression));

    public ComputedPath Computed(PathNode items, PositionExpression expression) =>
        Get(Key($"computed {items.Id}", expression), expression.Expression, id => new ComputedPath(id, items, expression));

    public NestedPath Nested(PathNode outer, PathNode inner) => Get($"nested {outer.Id} {inner.Id}", null, id => new NestedPath(id, outer, inner));

    public VariablePath Variable() => Get("variable", null, static id => new VariablePath(id));

    public FieldPath Field(PathNode source, string name) => Get($"field {source.Id} {name}", null, id => new FieldPath(id, source, name));

    public MapEntryPath MapEntry(PathNode source, string key) => Get($"entry {source.Id} {key}", null, id => new MapEntryPath(id, source, key));

    public PathNode ListView(PathNode source) => source.IsListView ? source : Get($"items {source.Id}", null, id => new ListViewPath(id, source));

    public FilterPath Filter(PathNode source, PredicateOperator condition)
    {
        var items = ListView(source);
        return Get($"filter {items.Id} {condition.Id}", null, id => new FilterPath(id, items, condition));
    }

    private TestTemplate Test(PqlNode test) => Get("bind", test, _ => TestCompiler.Compile(test));

    private static IEnumerable<PredicateOperator> Distinct(IEnumerable<PredicateOperator> operands) =>
        operands.DistinctBy(static operand => operand.Id).OrderBy(static operand => operand.Id);

    private static string Key(string kind, IEnumerable<PredicateOperator> operands) =>
        $"{kind} {string.Join(' ', operands.Select(static operand => operand.Id))}";

    private static string Key(string kind, PositionExpression expression) =>
        $"{kind} {string.Join(' ', expression.Sources.Select(static source => $"{source.Level}:{source.Path.Id}"))}";

    private T Get<T>(string kind, PqlNode? node, Func<int, T> create)
        where T : class
    {
        if (_known.TryGetValue((kind, node), out var known)) return (T)known;
        var created = create(_nextId++);
        _known.Add((kind, node), created);
        return created;
    }
}
