using System.Collections.Immutable;
using OrleansSegmentation.Pql.Binding;
using OrleansSegmentation.Pql.Syntax;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Pql.Printing;

internal sealed partial class TreeTextWriter
{
    private void WriteApply(ApplyNode apply)
    {
        var arguments = apply.Arguments;
        switch (apply.Function)
        {
            case FunctionNames.And:
                WriteJoined(arguments, " and ", Precedence.Not);
                break;
            case FunctionNames.Or:
                WriteJoined(arguments, " or ", Precedence.And);
                break;
            case FunctionNames.Not:
                _text.Append("not ");
                Write(arguments[0], Precedence.Not);
                break;
            case FunctionNames.Negate:
                _text.Append('-');
                Write(arguments[0], Precedence.Unary);
                break;
            case "+" or "-":
                WriteInfix(apply, Precedence.Sum, Precedence.Product);
                break;
            case "*" or "/" or "%":
                WriteInfix(apply, Precedence.Product, Precedence.Unary);
                break;
            case FunctionNames.ModelInstances when arguments is [LiteralNode { Value: string schema }]:
                _text.Append("@{").Append(schema).Append('}');
                break;
            default:
                WriteCall(apply);
                break;
        }
    }

    private void WriteCall(ApplyNode apply)
    {
        var arguments = apply.Arguments;
        if (TextShape.IsInfixComparison(apply))
        {
            WriteInfix(apply, Precedence.Sum, Precedence.Sum);
        }
        else if (TextShape.IsPrefixAggregate(apply))
        {
            WriteDeclarations(apply.Function, ((SelectNode)arguments[0]).Variables, arguments.Length > 1 ? ((LambdaNode)arguments[1]).Body : null);
        }
        else if (TextShape.IsFilter(apply))
        {
            WriteTarget(arguments[0]);
            _text.Append('[');
            WriteArgument(arguments[1]);
            _text.Append(']');
        }
        else if (TextShape.IsMethod(apply))
        {
            if (LevelsUp(arguments[0]) is > 0 and var levels) _text.Append('^', levels);
            else WriteTarget(arguments[0]);
            _text.Append('.');
            WriteFunction(apply.Function, arguments[1..]);
        }
        else
        {
            WriteFunction(apply.Function, arguments);
        }
    }

    private void WriteFunction(string name, ImmutableArray<PqlNode> arguments)
    {
        _text.Append(name).Append('(');
        for (var i = 0; i < arguments.Length; i++)
        {
            if (i > 0) _text.Append(", ");
            WriteArgument(arguments[i]);
        }

        _text.Append(')');
    }

    private void WriteArgument(PqlNode argument)
    {
        if (argument is LambdaNode lambda) WriteLambda(lambda);
        else Write(argument, Precedence.Binder);
    }

    private void WriteLambda(LambdaNode lambda)
    {
        var parameters = lambda.Parameters;
        var isImplicit = parameters.Length == 1 && parameters[0] == _scope.ImplicitName() && !_references.NeedsName(lambda);
        if (!isImplicit)
        {
            _text.Append('(').AppendJoin(", ", parameters.Select(NameText.Bare)).Append(") => ");
        }

        _scope.Enter(parameters, isImplicit);
        Write(lambda.Body, Precedence.Binder);
        _scope.Leave(parameters, isImplicit);
    }

    private void WriteJoined(ImmutableArray<PqlNode> operands, string separator, Precedence least)
    {
        for (var i = 0; i < operands.Length; i++)
        {
            if (i > 0) _text.Append(separator);
            Write(operands[i], least);
        }
    }

    private void WriteInfix(ApplyNode apply, Precedence left, Precedence right)
    {
        Write(apply.Arguments[0], left);
        _text.Append(' ').Append(apply.Function).Append(' ');
        Write(apply.Arguments[1], right);
    }
}
