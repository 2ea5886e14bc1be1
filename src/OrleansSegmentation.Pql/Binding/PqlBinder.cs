using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using OrleansSegmentation.Pql.Diagnostics;
using OrleansSegmentation.Pql.Syntax;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Pql.Binding;

/// <summary>
/// Turns a syntax tree into the canonical tree: resolves names, levels and functions, names implicit parameters, checks literals.
/// Goes on after an error, so that all of them are reported.
/// </summary>
internal sealed partial class PqlBinder
{
    private readonly DiagnosticBag _diagnostics;
    private readonly NodeBuilder _builder;
    private readonly VariableScope _scope = new();
    private Level _level = Level.Program;

    private PqlBinder(IFunctionCatalog catalog, DiagnosticBag diagnostics)
    {
        _diagnostics = diagnostics;
        _builder = new NodeBuilder(catalog, diagnostics);
    }

    /// <summary>Returns the tree; it is meaningful only when no error was reported.</summary>
    public static PqlNode Bind(ProgramSyntax program, IFunctionCatalog catalog, DiagnosticBag diagnostics)
    {
        var binder = new PqlBinder(catalog, diagnostics);
        if (program.Head is { } head)
        {
            if (head.Length != 1) diagnostics.Report(head[0].Span.Cover(head[^1].Span), PqlDiagnostics.ProgramParameters(head.Length));
            foreach (var name in head) binder._scope.Bind(name.Text, new VariableBinding(VariableKind.Profile));
        }

        return binder.Bind(program.Body);
    }

    private PqlNode Bind(SyntaxNode node) => RuntimeHelpers.TryEnsureSufficientExecutionStack()
        ? BindNode(node)
        : Report(node.Span, PqlDiagnostics.NestedTooDeeply());

    private PqlNode BindNode(SyntaxNode node) => node switch
    {
        LiteralSyntax literal => BindLiteral(literal),
        ListSyntax list => _builder.List([.. list.Items.Select(BindLiteral)], list.Span, list.Span),
        ObjectSyntax literal => BindObject(literal),
        NameSyntax name => BindName(name),
        MemberSyntax member => new FieldNode(Bind(member.Target), PropertyName(member.Name, member.Schema)) { Span = member.Span },
        CallSyntax call => BindCall(call),
        FilterSyntax filter => BindFilter(filter),
        LevelSyntax level => BindLevel(level),
        ParameterSyntax parameter => BindParameter(parameter),
        SchemaSyntax schema => BindSchema(schema),
        OperatorSyntax @operator => BindOperator(@operator),
        OccursSyntax occurs => BindOccurs(occurs),
        SelectSyntax select => BindSelect(select),
        QuantifierSyntax quantifier => BindQuantifier(quantifier),
        AggregateSyntax aggregate => BindAggregate(aggregate),
        LetSyntax let => BindLet(let),
        ChainSyntax chain => BindChain(chain),
        _ => NodeBuilder.Invalid(node.Span), // an error was reported where it was made
    };

    private static LiteralNode BindLiteral(LiteralSyntax literal) => new(literal.Kind, literal.Value) { Span = literal.Span };

    private static string PropertyName(string name, string? schema) => SchemaReference.Join(NodeBuilder.FieldName(name), schema);

    private PqlNode BindName(NameSyntax name)
    {
        switch (_scope.Find(name.Name)?.Kind)
        {
            case VariableKind.Pending:
                return Report(name.Span, PqlDiagnostics.UsedBeforeDeclaration(name.Name));
            case VariableKind.Negated:
                return Report(name.Span, PqlDiagnostics.NegatedLabelUsed(name.Name));
            case VariableKind.Variable or VariableKind.Profile when name.Schema is not null:
                return Report(name.Span, PqlDiagnostics.SchemaAfterVariable(name.Name));
            case VariableKind.Variable:
                return new VariableNode(_scope.Find(name.Name)!.Value.TreeName) { Span = name.Span };
            case VariableKind.Profile:
                return new RootNode { Span = name.Span };
            default:
                return new FieldNode(_level.Reference(0, name.Span), PropertyName(name.Name, name.Schema)) { Span = name.Span };
        }
    }

    private PqlNode BindLevel(LevelSyntax syntax)
    {
        if (syntax.LevelsUp > _level.Depth) return Report(syntax.Span, PqlDiagnostics.UpTooFar(syntax.LevelsUp, _level.Depth));
        return _level.Up(syntax.LevelsUp).Reference(0, syntax.Span);
    }

    private PqlNode BindParameter(ParameterSyntax parameter)
    {
        if (parameter.Number == 0 || parameter.Number > (ulong)_level.ParameterCount)
            return Report(parameter.Span, PqlDiagnostics.ParameterOutOfRange($"${parameter.Number}", _level.ParameterCount));
        return _level.Reference((int)parameter.Number - 1, parameter.Span);
    }

    private PqlNode BindObject(ObjectSyntax literal)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in literal.Names)
        {
            if (!names.Add(name.Text)) _diagnostics.Report(name.Span, PqlDiagnostics.DuplicateName("key", name.Text));
        }

        return new ObjectNode([.. literal.Names.Select(name => name.Text)], BindAll(literal.Values)) { Span = literal.Span };
    }

    private ImmutableArray<PqlNode> BindAll(ImmutableArray<SyntaxNode> nodes)
    {
        var bound = ImmutableArray.CreateBuilder<PqlNode>(nodes.Length);
        foreach (var node in nodes) bound.Add(Bind(node));
        return bound.MoveToImmutable();
    }

    private LiteralNode Report(TextSpan span, Problem problem)
    {
        _diagnostics.Report(span, problem);
        return NodeBuilder.Invalid(span);
    }
}
