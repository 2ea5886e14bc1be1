using System.Collections.Immutable;
using OrleansSegmentation.Pql.Binding;
using OrleansSegmentation.Pql.Diagnostics;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Pql.Schemas;

/// <summary>
/// Checks a bound expression against a schema: attributes that do not exist, operands of the wrong type. How serious that is depends on
/// the schema: one that was inferred from data can only warn, because data may come that it does not know.
/// </summary>
internal sealed class SchemaCheck
{
    private readonly IFunctionCatalog _catalog;
    private readonly DiagnosticBag _diagnostics;
    private readonly SchemaType _profile;
    private readonly Dictionary<PqlNode, JsonPath>? _places;
    private readonly PqlSeverity _severity;

    private SchemaCheck(
        IFunctionCatalog catalog, DiagnosticBag diagnostics, SchemaType profile, Dictionary<PqlNode, JsonPath>? places, PqlSeverity severity) =>
        (_catalog, _diagnostics, _profile, _places, _severity) = (catalog, diagnostics, profile, places, severity);

    /// <summary>Checks an expression.</summary>
    /// <param name="root">The tree.</param>
    /// <param name="schema">The schema of the profile.</param>
    /// <param name="text">The text the tree was read from, for lines and columns; null for <c>pql/json</c>.</param>
    /// <param name="places">Where each node was read, for <c>pql/json</c>; else null.</param>
    /// <param name="catalog">The functions.</param>
    /// <param name="severity">How serious a contradiction to the schema is.</param>
    public static ImmutableArray<PqlDiagnostic> Run(
        PqlNode root, ProfileSchema schema, string? text, Dictionary<PqlNode, JsonPath>? places, IFunctionCatalog catalog, PqlSeverity severity)
    {
        var diagnostics = new DiagnosticBag(text);
        new SchemaCheck(catalog, diagnostics, schema.Root, places, severity).TypeOf(root, new SchemaScope(null, "", SchemaType.Any));
        return diagnostics.ToImmutable();
    }

    private SchemaType TypeOf(PqlNode node, SchemaScope scope)
    {
        switch (node)
        {
            case RootNode:
                return _profile;
            case VariableNode variable:
                return scope.Find(variable.Name);
            case FieldNode field:
                return Step(TypeOf(field.Target, scope), field);
            case LiteralNode literal:
                return TypeOf(literal);
            case LetNode let:
                return TypeOf(let.Body, scope.With(let.Name, TypeOf(let.Value, scope)));
            case ObjectNode literal:
                return SchemaType.Object(literal.Names.Zip(literal.Values.Select(value => TypeOf(value, scope)))
                    .ToImmutableDictionary(static pair => pair.First, static pair => pair.Second, StringComparer.Ordinal));
            case SelectNode select:
                var inner = Declare(select.Variables, scope);
                return SchemaType.List(select.Variables is [var only] ? inner.Find(only.Name) : SchemaType.Any);
            case QuantificationNode quantification:
                Declare(quantification.Variables, scope);
                return SchemaType.Boolean;
            case ApplyNode call:
                return TypeOfCall(call, scope);
            case ChainNode chain:
                return CheckChain(chain, scope);
            case OccursNode occurs:
                RequireTime(occurs.Timestamp, TypeOf(occurs.Timestamp, scope));
                TypeOf(occurs.Qualification, scope);
                return SchemaType.Boolean;
            default:
                foreach (var child in node.Children) TypeOf(child, scope);
                return SchemaType.Any;
        }
    }

    private SchemaType TypeOfCall(ApplyNode call, SchemaScope scope)
    {
        var types = new SchemaType[call.Arguments.Length];
        for (var i = 0; i < types.Length; i++)
        {
            if (call.Arguments[i] is LambdaNode lambda) types[i] = TypeOf(lambda.Body, Enter(lambda, call, types[0], scope));
            else types[i] = TypeOf(call.Arguments[i], scope);
        }

        _catalog.TryGet(call.Function, out var signature);
        for (var i = 0; i < types.Length && signature is not null; i++) Require(call, i, signature.Parameters[Math.Min(i, signature.Parameters.Count - 1)].Kind, types[i]);
        return SchemaFunctions.ResultOf(call, types);
    }

    private static SchemaScope Enter(LambdaNode lambda, ApplyNode call, SchemaType list, SchemaScope scope)
    {
        if (lambda.Parameters is [var only]) return scope.With(only, list.Element);
        // Over a map, or over declared variables: the first parameter is the key or the first variable.
        if (call.Function != "map") return lambda.Parameters.Aggregate(scope, static (inner, name) => inner.With(name, SchemaType.Any));
        return scope.With(lambda.Parameters[0], SchemaType.Text).With(lambda.Parameters[1], list.Kind == SchemaKind.Map ? list.Item! : SchemaType.Any);
    }

    private SchemaScope Declare(ImmutableArray<VariableDeclarationNode> declarations, SchemaScope scope)
    {
        foreach (var declaration in declarations)
        {
            scope = scope.With(declaration.Name, TypeOf(declaration.Source, scope).Element);
            if (declaration.Condition is { } condition) TypeOf(condition, scope);
        }

        return scope;
    }

    private SchemaType CheckChain(ChainNode chain, SchemaScope scope)
    {
        var item = TypeOf(chain.Source, scope).Element;
        foreach (var element in chain.Elements)
        {
            var inner = scope.With(element.What.Parameters[0], item);
            TypeOf(element.What.Body, inner);
            if (element.When is { } when) TypeOf(when, inner);
            scope = scope.With(element.Name, item);
        }

        return SchemaType.Boolean;
    }

    private SchemaType Step(SchemaType target, FieldNode field)
    {
        if (SchemaReference.TrySplit(field.Name, out var key, out _))
        {
            Step(target, new FieldNode(field.Target, key) { Span = field.Span });
            return SchemaType.Any; // the records of the other schema are not described
        }

        switch (target.Kind)
        {
            case SchemaKind.Any:
                return SchemaType.Any;
            case SchemaKind.Map:
                return target.Item!;
            case SchemaKind.List:
                return SchemaType.List(Step(target.Item!, field).Scalars);
            case SchemaKind.Object:
                if (target.Properties.TryGetValue(field.Name, out var type)) return type;
                Report(field, PqlDiagnostics.UnknownAttribute(PathOf(field.Target), field.Name, NearestName.Find(field.Name, target.Properties.Keys.Order(StringComparer.Ordinal))));
                return SchemaType.Any;
            default:
                Report(field, PqlDiagnostics.NoAttributes(PathOf(field.Target), target.Name, field.Name));
                return SchemaType.Any;
        }
    }

    private void Require(ApplyNode call, int index, ParameterKind kind, SchemaType type)
    {
        var types = call.Arguments.Length;
        var scalar = type.Scalars.Kind;
        var argument = call.Arguments[index];
        if (argument is LiteralNode || scalar == SchemaKind.Any) return; // literals were checked without a schema
        if (call.Function is "<" or "<=" or ">" or ">=")
        {
            if (scalar is SchemaKind.Boolean or SchemaKind.Object or SchemaKind.Map) Report(call, argument, "numbers and times", type);
            return;
        }

        if (SchemaFunctions.TakesMap(call.Function) && index == 0)
        {
            if (type.Kind is not (SchemaKind.Map or SchemaKind.Object)) Report(call, argument, "a map", type);
            return;
        }

        if (SchemaFunctions.AddsUp(call.Function) && index == types - 1 && scalar is not SchemaKind.Number)
        {
            Report(call, argument, "numbers", type);
            return;
        }

        switch (kind)
        {
            case ParameterKind.Text or ParameterKind.Pattern when scalar is SchemaKind.Number or SchemaKind.Boolean or SchemaKind.Object or SchemaKind.Map && index == 0:
                Report(call, argument, "text", type);
                break;
            case ParameterKind.Number when type.Kind != SchemaKind.Number:
                Report(call, argument, "numbers", type);
                break;
            case ParameterKind.List when type.Kind is SchemaKind.Text or SchemaKind.Number or SchemaKind.Boolean or SchemaKind.Time:
                Report(call, argument, "a list", type);
                break;
            case ParameterKind.Time:
                RequireTime(argument, type, call.Function);
                break;
        }
    }

    private void RequireTime(PqlNode node, SchemaType type, string function = "occurs")
    {
        if (node is not LiteralNode && type.Scalars.Kind is SchemaKind.Boolean or SchemaKind.Object or SchemaKind.Map)
            Report(node, PqlDiagnostics.OperandType(function, "a time", type.Name));
    }

    private void Report(ApplyNode call, PqlNode argument, string accepted, SchemaType type) =>
        Report(argument, PqlDiagnostics.OperandType(call.Function, accepted, type.Name));

    private void Report(PqlNode node, Problem problem) =>
        _diagnostics.Report(new SourceLocation(node.Span, PlaceOf(node)), problem with { Severity = _severity });

    private JsonPath? PlaceOf(PqlNode node) =>
        _places?.GetValueOrDefault(node) is { } path ? node is FieldNode ? path.Property("fieldName") : path : null;

    private static SchemaType TypeOf(LiteralNode literal) => literal.Kind switch
    {
        PqlLiteralKind.Boolean => SchemaType.Boolean,
        PqlLiteralKind.Integer or PqlLiteralKind.Double => SchemaType.Number,
        PqlLiteralKind.String => SchemaType.Text,
        PqlLiteralKind.Timestamp => SchemaType.Time,
        PqlLiteralKind.List => SchemaType.List(SchemaType.Any),
        _ => SchemaType.Any,
    };

    private static string PathOf(PqlNode node) => node switch
    {
        FieldNode { Target: RootNode } field => field.Name,
        FieldNode field when PathOf(field.Target) is { Length: > 0 } path => $"{path}.{field.Name}",
        FieldNode field => field.Name,
        ApplyNode { Function: "filter", Arguments: [var list, ..] } => PathOf(list),
        _ => "",
    };
}
