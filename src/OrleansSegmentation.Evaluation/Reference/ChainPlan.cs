using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Evaluation.Reference;

/// <summary>What can be said about the elements of a chain before any event is seen. Immutable.</summary>
internal sealed class ChainPlan
{
    private readonly ChainElementNode[] _elements;
    private readonly int[] _references;

    public ChainPlan(ChainNode chain)
    {
        _elements = [.. chain.Elements];
        _references = new int[_elements.Length];
        for (var i = 0; i < _elements.Length; i++) _references[i] = FindReferences(_elements[i], i);
    }

    /// <summary>Gets whether an element tests the number of all matching events, and not only that there are enough.</summary>
    public bool CountsAll(int index) => _elements[index] switch
    {
        { CountComparison: null } => false,
        { CountComparison: PqlComparison.Greater } => false,
        { CountComparison: PqlComparison.GreaterOrEqual, Count: not 0 } => false,
        _ => true,
    };

    /// <summary>Gets how many events an element that does not count all needs.</summary>
    public long GetMinCount(int index)
    {
        var count = _elements[index].Count ?? 1;
        return Math.Max(1, _elements[index].CountComparison == PqlComparison.Greater ? count + 1 : count);
    }

    /// <summary>Gets whether an element's conditions use the label of an earlier one.</summary>
    public bool UsesLabels(int index) => _references[index] != 0;

    /// <summary>Gets whether the outcome of what is left depends on labels chosen so far.</summary>
    /// <param name="index">The next element.</param>
    /// <param name="pending">A bit for each negated element before it that is not yet decided.</param>
    public bool DependsOnLabels(int index, int pending)
    {
        var chosen = (1 << index) - 1;
        for (var i = 0; i < _references.Length; i++)
        {
            var isOpen = i >= index || (pending >> i & 1) != 0;
            if (isOpen && (_references[i] & chosen) != 0) return true;
        }

        return false;
    }

    /// <summary>Gets whether, of two choices for an element, the one that ends earlier succeeds whenever the other does.</summary>
    public bool IsEarliestBest(int index)
    {
        for (var i = index + 1; i < _elements.Length; i++)
        {
            if (_elements[i].IsNegated || _elements[i].Gap is not null || CountsAll(i) || UsesLabels(i)) return false;
        }

        return true;
    }

    private int FindReferences(ChainElementNode element, int index)
    {
        var references = 0;
        foreach (var child in element.Children) Collect(child, index, ref references);
        return references;
    }

    // A name that an inner lambda hides is counted too: that only makes the search remember less.
    private void Collect(PqlNode node, int index, ref int references)
    {
        if (node is VariableNode variable)
        {
            for (var i = 0; i < index; i++)
            {
                if (_elements[i].Name == variable.Name) references |= 1 << i;
            }
        }

        foreach (var child in node.Children) Collect(child, index, ref references);
    }
}
