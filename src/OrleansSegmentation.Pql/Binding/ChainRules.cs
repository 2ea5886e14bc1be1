using OrleansSegmentation.Pql.Diagnostics;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Pql.Binding;

/// <summary>The rules between the elements of a chain.</summary>
internal static class ChainRules
{
    /// <summary>Reports what is wrong with a chain as a whole.</summary>
    public static void Check(
        IReadOnlyList<ChainElementNode> elements, SourceLocation location, Func<int, SourceLocation> elementAt, DiagnosticBag diagnostics)
    {
        if (elements.Count > PqlLimits.ChainElements) diagnostics.Report(elementAt(PqlLimits.ChainElements), PqlDiagnostics.TooManyElements(elements.Count));
        if (elements.All(element => element.IsNegated)) diagnostics.Report(location, PqlDiagnostics.AllNegated());
        var hasEarlierEvent = false;
        for (var i = 0; i < elements.Count; i++)
        {
            var element = elements[i];
            if (element.IsNegated)
            {
                if (element.Count is not null) diagnostics.Report(elementAt(i), PqlDiagnostics.ClauseOnNegated("COUNT"));
                if (element.Gap is not null) diagnostics.Report(elementAt(i), PqlDiagnostics.ClauseOnNegated("GAP"));
                continue;
            }

            if (element is { Count: 0, CountComparison: null }) diagnostics.Report(elementAt(i), PqlDiagnostics.CountZero());
            if (element.Gap is not null && !hasEarlierEvent) diagnostics.Report(elementAt(i), PqlDiagnostics.GapOnFirst());
            hasEarlierEvent = true;
        }
    }
}
