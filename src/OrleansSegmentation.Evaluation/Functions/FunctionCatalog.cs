using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using OrleansSegmentation.Evaluation.Functions.Aggregation;
using OrleansSegmentation.Evaluation.Functions.Arithmetic;
using OrleansSegmentation.Evaluation.Functions.Calendar;
using OrleansSegmentation.Evaluation.Functions.Comparisons;
using OrleansSegmentation.Evaluation.Functions.Lists;
using OrleansSegmentation.Evaluation.Functions.Logic;
using OrleansSegmentation.Evaluation.Functions.Maps;
using OrleansSegmentation.Evaluation.Functions.Membership;
using OrleansSegmentation.Evaluation.Functions.Objects;
using OrleansSegmentation.Evaluation.Functions.Text;
using OrleansSegmentation.Pql.Binding;

namespace OrleansSegmentation.Evaluation.Functions;

/// <summary>All functions and operators of the language. Immutable and thread-safe.</summary>
public sealed class FunctionCatalog : IFunctionCatalog
{
    private readonly FrozenDictionary<string, PqlFunction> _functions;

    private FunctionCatalog(IEnumerable<PqlFunction> functions)
    {
        _functions = functions.ToFrozenDictionary(static function => function.Signature.Name, StringComparer.Ordinal);
        Functions = [.. _functions.Values.Select(static function => function.Signature).OrderBy(static signature => signature.Name, StringComparer.Ordinal)];
    }

    /// <summary>Gets the catalog.</summary>
    public static FunctionCatalog Default { get; } = new(
    [
        new AndOperator(), new OrOperator(), new NotOperator(), new IfFunction(),
        new EqualOperator(), new NotEqualOperator(), new LessOperator(), new LessOrEqualOperator(), new GreaterOperator(), new GreaterOrEqualOperator(),
        new AddOperator(), new SubtractOperator(), new MultiplyOperator(), new DivideOperator(), new RemainderOperator(), new NegateOperator(),
        new InOperator(), new NotInOperator(), new IntersectsFunction(), new IntersectionFunction(), new SubsetOfFunction(), new SupersetOfFunction(),
        new IncludesFunction(), new DistinctFunction(), new FilterFunction(), new MapFunction(), new GroupByFunction(), new TopNFunction(),
        new BottomNFunction(), new HeadFunction(), new ExistsFunction(), new ForallFunction(), new MapEntryFunction(),
        new GetFunction(), new KeysFunction(), new ValuesFunction(),
        new StartsWithFunction(), new DoesNotStartWithFunction(), new EndsWithFunction(), new DoesNotEndWithFunction(), new ContainsFunction(),
        new DoesNotContainFunction(), new EqualsFunction(), new NotEqualToFunction(), new LikeOperator(), new MatchesFunction(),
        new RegexGroupFunction(), new StringCompareFunction(),
        new IsNullFunction(), new IsNotNullFunction(),
        new CountFunction(), new SumFunction(), new AverageFunction(), new MinFunction(), new MaxFunction(),
        new CurrentYearFunction(), new CurrentMonthFunction(), new CurrentDayOfMonthFunction(),
        new GetYearFunction(), new GetMonthFunction(), new GetDayOfMonthFunction(), new DateFunction(),
        new InSegmentFunction(), new ModelInstancesFunction(),
    ]);

    /// <inheritdoc />
    public IReadOnlyList<FunctionSignature> Functions { get; }

    /// <inheritdoc />
    public bool TryGet(string name, [MaybeNullWhen(false)] out FunctionSignature signature)
    {
        var isKnown = _functions.TryGetValue(name, out var function);
        signature = function?.Signature;
        return isKnown;
    }

    /// <summary>Gets a function by its exact name.</summary>
    /// <exception cref="ArgumentException">There is none; binding lets no such name through.</exception>
    public PqlFunction GetFunction(string name) =>
        _functions.TryGetValue(name, out var function) ? function : throw new ArgumentException($"Unknown function: {name}.", nameof(name));
}
