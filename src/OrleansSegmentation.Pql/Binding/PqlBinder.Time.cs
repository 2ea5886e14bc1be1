using System.Collections.Immutable;
using OrleansSegmentation.Pql.Diagnostics;
using OrleansSegmentation.Pql.Syntax;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Pql.Binding;

internal sealed partial class PqlBinder
{
    private OccursNode BindOccurs(OccursSyntax occurs) =>
        _builder.Occurs(Bind(occurs.Operand), BindTail(occurs.Tail), occurs.Span, occurs.Operand.Span);

    private TimeQualificationNode BindTail(TimeTailSyntax tail)
    {
        var time = BindTime(tail.Time);
        if (tail.End is { } end) time = new RangeNode(time, BindTime(end)) { Span = tail.Time.Span.Cover(end.Span) };
        return new TimeQualificationNode(tail.Distance?.Comparison, tail.Distance?.Duration, tail.Direction, time) { Span = tail.Span };
    }

    private PqlNode BindTime(SyntaxNode syntax)
    {
        var time = Bind(syntax);
        _builder.CheckTime(time, syntax.Span);
        return time;
    }

    private ChainNode BindChain(ChainSyntax chain)
    {
        var source = Bind(chain.Source);
        var mark = _scope.Mark;
        _scope.Announce(chain.Elements.Select(element => element.Name.Text));
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var elements = ImmutableArray.CreateBuilder<ChainElementNode>(chain.Elements.Length);
        foreach (var element in chain.Elements)
        {
            if (!seen.Add(element.Name.Text)) _diagnostics.Report(element.Name.Span, PqlDiagnostics.DuplicateName("label", element.Name.Text));
            elements.Add(BindElement(element));
        }

        _scope.Restore(mark);
        ImmutableArray<string> path = [.. chain.TimePath.Select(step => _builder.TimeStep(step.Text, step.Span))];
        var locations = chain.Elements.Select(element => new ElementLocations(
            element.Span, element.Count?.Span ?? element.Span, element.Gap?.Span ?? element.Span));
        return _builder.Chain(source, path, elements.MoveToImmutable(), chain.Span, chain.Span, [.. locations]);
    }

    // The label stays visible for the later elements.
    private ChainElementNode BindElement(ElementSyntax element)
    {
        var outer = _level;
        var label = _scope.Declare(element.Name.Text);
        _level = new Level(outer, [label]);
        var what = Bind(element.What);
        if (element.Where is { } where) what = And(what, Bind(where), element.What.Span.Cover(where.Span));
        var when = element.When is null ? null : BindTail(element.When);
        _level = outer;
        if (element.IsNegated) _scope.Bind(element.Name.Text, new VariableBinding(VariableKind.Negated));

        var lambda = new LambdaNode([label], what) { Span = element.What.Span };
        return new ChainElementNode(
            label, element.IsNegated, lambda, when, element.Count?.Comparison, element.Count?.Count, element.Gap?.Gap)
        { Span = element.Span };
    }

    private PqlNode And(PqlNode what, PqlNode where, TextSpan span) =>
        _builder.Function(FunctionNames.And, span) is { } signature
            ? _builder.Apply(signature, [what, where], span, span, [what.Span, where.Span])
            : NodeBuilder.Invalid(span);
}
