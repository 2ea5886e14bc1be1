using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Pql.Binding;

/// <summary>Which parameter an argument belongs to.</summary>
internal static class SignatureExtensions
{
    /// <summary>
    /// Returns the parameter of an argument. In a variadic function the last value parameter repeats; a Boolean literal at the end,
    /// after at least one value, is the flag.
    /// </summary>
    public static FunctionParameter ParameterAt(this FunctionSignature signature, int index, int count, bool endsWithBoolean)
    {
        var parameters = signature.Parameters;
        if (!signature.IsVariadic) return parameters[Math.Min(index, parameters.Count - 1)];

        var last = parameters[^1];
        var hasFlag = last.Kind == ParameterKind.Flag && parameters.Count > 1;
        if (hasFlag && endsWithBoolean && index == count - 1 && count > signature.RequiredCount) return last;
        return parameters[Math.Min(index, parameters.Count - (hasFlag ? 2 : 1))];
    }

    /// <summary>Whether that many arguments are accepted.</summary>
    public static bool Accepts(this FunctionSignature signature, int count) =>
        count >= signature.RequiredCount && (signature.IsVariadic || count <= signature.Parameters.Count);

    /// <summary>Says in words how many arguments are accepted.</summary>
    public static string DescribeCount(this FunctionSignature signature)
    {
        var (least, most) = (signature.RequiredCount, signature.Parameters.Count);
        if (signature.IsVariadic) return $"{least} or more arguments";
        if (most == 0) return "no arguments";
        return least == most ? $"{least} argument{(least == 1 ? "" : "s")}" : $"{least} to {most} arguments";
    }

    /// <summary>Whether the last argument is a Boolean literal.</summary>
    public static bool EndsWithBoolean(IReadOnlyList<PqlNode> arguments) =>
        arguments.Count > 0 && arguments[^1] is LiteralNode { Kind: PqlLiteralKind.Boolean };
}
