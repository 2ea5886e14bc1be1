using System.Collections.Immutable;
using OrleansSegmentation.Pql.Diagnostics;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Pql.Binding;

/// <summary>Where an element and its clauses stand.</summary>
internal readonly record struct ElementLocations(SourceLocation Element, SourceLocation Count, SourceLocation Gap);

/// <summary>The rules between the elements of a chain.</summary>
internal static class ChainRules
{
    /// <summary>Reports what is wrong with a chain as a whole.</summary>
    public static void Check(
        ImmutableArray<ChainElementNode> elements, SourceLocation location, ImmutableArray<ElementLocations> locations, DiagnosticBag diagnostics)
    {
        if (elements.Length > PqlLimits.ChainElements)
            diagnostics.Report(locations[PqlLimits.ChainElements].Element, PqlDiagnostics.TooManyElements(elements.Length));
        if (elements.All(element => element.IsNegated)) diagnostics.Report(location, PqlDiagnostics.AllNegated());
        var hasEarlierEvent = false;
        for (var i = 0; i < elements.Length; i++)
        {
            var element = elements[i];
            if (element.IsNegated)
            {
                if (element.Count is not null) diagnostics.Report(locations[i].Count, PqlDiagnostics.ClauseOnNegated("COUNT"));
                if (element.Gap is not null) diagnostics.Report(locations[i].Gap, PqlDiagnostics.ClauseOnNegated("GAP"));
                continue;
            }

            if (element is { Count: 0, CountComparison: null }) diagnostics.Report(locations[i].Count, PqlDiagnostics.CountZero());
            if (element.Gap is not null && !hasEarlierEvent) diagnostics.Report(locations[i].Gap, PqlDiagnostics.GapOnFirst());
            hasEarlierEvent = true;
        }
    }
}
