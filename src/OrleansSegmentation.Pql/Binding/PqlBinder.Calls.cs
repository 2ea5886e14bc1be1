using System.Collections.Immutable;
using OrleansSegmentation.Pql.Diagnostics;
using OrleansSegmentation.Pql.Syntax;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Pql.Binding;

internal sealed partial class PqlBinder
{
    private PqlNode BindOperator(OperatorSyntax syntax)
    {
        var operands = BindAll(syntax.Operands);
        if (_builder.Function(syntax.Function.Text, syntax.Function.Span) is not { } signature
            || !_builder.CheckCount(signature, operands.Length, syntax.Function.Span)) return NodeBuilder.Invalid(syntax.Span);
        return _builder.Apply(signature, operands, syntax.Span, syntax.Function.Span, [.. syntax.Operands.Select(operand => (SourceLocation)operand.Span)]);
    }

    private PqlNode BindSchema(SchemaSyntax schema)
    {
        if (_builder.Function(FunctionNames.ModelInstances, schema.Span) is not { } signature) return NodeBuilder.Invalid(schema.Span);
        var id = new LiteralNode(PqlLiteralKind.String, schema.Schema) { Span = schema.Span };
        return _builder.Apply(signature, [id], schema.Span, schema.Span, [schema.Span]);
    }

    private PqlNode BindCall(CallSyntax call)
    {
        var function = call.Function;
        FunctionSignature? signature = null;
        if (FunctionNames.IsOperator(function.Text)) _diagnostics.Report(function.Span, PqlDiagnostics.OperatorCalled(function.Text));
        else signature = _builder.Function(function.Text, function.Span);
        return BindCall(call.Span, function.Span, signature, call.Target, call.Arguments);
    }

    private PqlNode BindFilter(FilterSyntax filter)
    {
        var brackets = filter.Condition.Span;
        return BindCall(filter.Span, brackets, _builder.Function(FunctionNames.Filter, brackets), filter.Target, [filter.Condition]);
    }

    private PqlNode BindCall(
        TextSpan span, TextSpan nameSpan, FunctionSignature? signature, SyntaxNode? target, ImmutableArray<ArgumentSyntax> arguments)
    {
        var offset = target is null ? 0 : 1;
        var count = arguments.Length + offset;
        if (signature is not null && !_builder.CheckCount(signature, count, nameSpan)) signature = null;

        var endsWithBoolean = arguments is [.., { Head: null, Body: LiteralSyntax { Kind: PqlLiteralKind.Boolean } }];
        var bound = ImmutableArray.CreateBuilder<PqlNode>(count);
        var locations = ImmutableArray.CreateBuilder<SourceLocation>(count);
        if (target is not null)
        {
            bound.Add(Bind(target));
            locations.Add(target.Span);
        }

        foreach (var argument in arguments)
        {
            // The arguments of an unknown function are bound too: they may hold more errors.
            var parameter = signature?.ParameterAt(bound.Count, count, endsWithBoolean);
            bound.Add(BindArgument(argument, signature, parameter, bound.Count > 0 ? bound[0] : null));
            locations.Add(argument.Span);
        }

        return signature is null
            ? NodeBuilder.Invalid(span)
            : _builder.Apply(signature, bound.MoveToImmutable(), span, nameSpan, locations.MoveToImmutable());
    }

    private PqlNode BindArgument(ArgumentSyntax argument, FunctionSignature? signature, FunctionParameter? parameter, PqlNode? receiver)
    {
        var isLambda = parameter?.Kind == ParameterKind.Lambda || (signature is null && argument.Head is not null);
        if (isLambda)
        {
            if (signature is not null) _builder.CheckLambda(signature, argument.Head?.Length ?? 1, receiver, argument.Span);
            return BindLambda(argument);
        }

        if (argument.Head is not null && parameter is not null)
            _diagnostics.Report(argument.Span, PqlDiagnostics.LambdaNotAccepted(signature!.Name, parameter.Name));
        return Bind(argument.Body);
    }

    private LambdaNode BindLambda(ArgumentSyntax argument)
    {
        var outer = _level;
        var mark = _scope.Mark;
        var parameters = argument.Head is { } head ? DeclareParameters(head) : [_scope.DeclareImplicit()];
        _level = new Level(outer, parameters);
        var body = Bind(argument.Body);
        _level = outer;
        _scope.Restore(mark);
        return new LambdaNode(parameters, body) { Span = argument.Span };
    }

    private ImmutableArray<string> DeclareParameters(ImmutableArray<NamePart> names)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var declared = ImmutableArray.CreateBuilder<string>(names.Length);
        foreach (var name in names)
        {
            if (!seen.Add(name.Text)) _diagnostics.Report(name.Span, PqlDiagnostics.DuplicateName("lambda parameter", name.Text));
            declared.Add(_scope.Declare(name.Text));
        }

        return declared.MoveToImmutable();
    }
}
