using System.Globalization;
using OrleansSegmentation.Pql.Syntax;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Pql.Printing;

internal sealed partial class TreeTextWriter
{
    private void WriteTail(TimeQualificationNode tail)
    {
        if (tail is { Comparison: { } comparison, Duration: { } duration })
        {
            WriteDistance(comparison, duration);
            _text.Append(' ');
        }

        if (tail.Direction is { } direction) _text.Append(TimeWords.WordOf(direction)).Append(' ');
        if (tail.Times is RangeNode range) WriteRange(range);
        else Write(tail.Times, Precedence.Sum);
    }

    private void WriteRange(RangeNode range)
    {
        _text.Append("between ");
        Write(range.From, Precedence.Sum);
        _text.Append(" and ");
        Write(range.To, Precedence.Sum);
    }

    private void WriteDistance(PqlComparison comparison, PqlDuration duration) => _text.Append(
        CultureInfo.InvariantCulture,
        $"{TimeWords.SymbolOf(comparison)} {duration.Count} {(duration.Count == 1 ? TimeWords.SingularOf(duration.Unit) : TimeWords.PluralOf(duration.Unit))}");

    private void WriteChain(ChainNode chain)
    {
        _text.Append("chain(");
        Write(chain.Source, Precedence.Postfix);
        _text.Append(", ").Append(NameText.Bare(chain.TimePath[0]));
        foreach (var step in chain.TimePath[1..]) _text.Append('.').Append(NameText.AfterDot(step));
        _text.Append(", [");

        // A label is an error before its element and a variable from there on, so it is never read as a property in between.
        foreach (var element in chain.Elements) _scope.Show(element.Name);
        for (var i = 0; i < chain.Elements.Length; i++)
        {
            if (i > 0) _text.Append(", ");
            WriteElement(chain.Elements[i]);
        }

        foreach (var element in chain.Elements)
        {
            _scope.Release(element.Name);
            _scope.Hide(element.Name);
        }

        _text.Append("])");
    }

    private void WriteElement(ChainElementNode element)
    {
        _text.Append(NameText.Bare(element.Name)).Append(element.IsNegated ? ": NOT WHAT(" : ": WHAT(");
        _scope.EnterElement(element.Name);
        Write(element.What.Body, Precedence.Binder);
        _text.Append(')');
        if (element.When is { } when)
        {
            _text.Append(" WHEN(");
            WriteTail(when);
            _text.Append(')');
        }

        _scope.LeaveElement(element.Name);
        if (element.Count is { } count)
        {
            _text.Append(" COUNT(");
            if (element.CountComparison is { } comparison) _text.Append(TimeWords.SymbolOf(comparison)).Append(' ');
            _text.Append(CultureInfo.InvariantCulture, $"{count})");
        }

        if (element.Gap is { } gap)
        {
            _text.Append(" GAP(");
            WriteDistance(gap.Comparison, gap.Duration);
            _text.Append(')');
        }
    }
}
