using System.Collections.Immutable;
using OrleansSegmentation.Pql.Diagnostics;
using OrleansSegmentation.Pql.Syntax;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Pql.Binding;

internal sealed partial class PqlBinder
{
    private SelectNode BindSelect(SelectSyntax select)
    {
        var mark = _scope.Mark;
        var variables = BindDeclarations(select.Declarations);
        _scope.Restore(mark);
        return new SelectNode(variables) { Span = select.Span };
    }

    private QuantificationNode BindQuantifier(QuantifierSyntax quantifier)
    {
        var mark = _scope.Mark;
        var variables = BindDeclarations(quantifier.Declarations);
        _scope.Restore(mark);
        return new QuantificationNode(quantifier.Quantifier, variables) { Span = quantifier.Span };
    }

    private PqlNode BindAggregate(AggregateSyntax aggregate)
    {
        var function = aggregate.Function;
        var mark = _scope.Mark;
        var variables = BindDeclarations(aggregate.Declarations);
        var span = aggregate.Declarations[0].Span.Cover(aggregate.Declarations[^1].Span);
        var arguments = ImmutableArray.CreateBuilder<PqlNode>();
        arguments.Add(new SelectNode(variables) { Span = span });
        if (aggregate.Value is { } value)
        {
            // Not a level: the value sees the variables, and bare names are still properties of the level around.
            arguments.Add(new LambdaNode([.. variables.Select(variable => variable.Name)], Bind(value)) { Span = value.Span });
        }

        _scope.Restore(mark);
        return _builder.Function(function.Text, function.Span) is { } signature && _builder.CheckCount(signature, arguments.Count, function.Span)
            ? _builder.Apply(signature, arguments.ToImmutable(), aggregate.Span, function.Span, [.. arguments.Select(argument => (SourceLocation)argument.Span)])
            : NodeBuilder.Invalid(aggregate.Span);
    }

    // Leaves the variables declared; the caller restores the scope.
    private ImmutableArray<VariableDeclarationNode> BindDeclarations(ImmutableArray<DeclarationSyntax> declarations)
    {
        _scope.Announce(declarations.Select(declaration => declaration.Name.Text));
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var variables = ImmutableArray.CreateBuilder<VariableDeclarationNode>(declarations.Length);
        foreach (var declaration in declarations)
        {
            var name = declaration.Name;
            if (!seen.Add(name.Text)) _diagnostics.Report(name.Span, PqlDiagnostics.DuplicateName("variable", name.Text));
            var source = Bind(declaration.Source);
            var treeName = _scope.Declare(name.Text);
            var condition = declaration.Condition is null ? null : Bind(declaration.Condition);
            variables.Add(new VariableDeclarationNode(treeName, source, condition) { Span = declaration.Span });
        }

        return variables.MoveToImmutable();
    }

    private LetNode BindLet(LetSyntax let)
    {
        var value = Bind(let.Value);
        var mark = _scope.Mark;
        var name = _scope.Declare(let.Name.Text);
        var body = Bind(let.Body);
        _scope.Restore(mark);
        return new LetNode(name, value, body) { Span = let.Span };
    }
}
