using OrleansSegmentation.Evaluation.Functions;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Evaluation.Tests.Differential;

/// <summary>Counts how often each operator, function and node of the language was tried.</summary>
internal sealed class OperatorCoverage
{
    private readonly SortedDictionary<string, int> _counts = new(StringComparer.Ordinal);

    public OperatorCoverage()
    {
        foreach (var function in FunctionCatalog.Default.Functions) _counts.Add(function.Name, 0);
        foreach (var node in (Type[])[typeof(SelectNode), typeof(LetNode), typeof(ObjectNode), typeof(OccursNode), typeof(RangeNode), typeof(ChainNode)])
            _counts.Add(node.Name, 0);
        foreach (var quantifier in Enum.GetNames<PqlQuantifier>()) _counts.Add(quantifier, 0);
        foreach (var kind in Enum.GetNames<PqlLiteralKind>()) _counts.Add($"literal {kind}", 0);
        _counts.Remove("modelInstances"); // needs records of other schemas, which no column holds
    }

    /// <summary>Gets what was never tried.</summary>
    public IEnumerable<string> Missing => _counts.Where(static count => count.Value == 0).Select(static count => count.Key);

    public void Add(PqlNode node)
    {
        var name = node switch
        {
            ApplyNode apply => apply.Function,
            QuantificationNode quantification => quantification.Quantifier.ToString(),
            LiteralNode literal => $"literal {literal.Kind}",
            _ => node.GetType().Name,
        };
        _counts[name] = _counts.GetValueOrDefault(name) + 1;
        foreach (var child in node.Children) Add(child);
    }

    public override string ToString() => string.Join(", ", _counts.Select(static count => $"{count.Key} {count.Value}"));
}
