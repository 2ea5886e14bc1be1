using System.Text;
using OrleansSegmentation.Evaluation.Functions;
using OrleansSegmentation.Pql.Binding;

namespace OrleansSegmentation.Evaluation.Tests.Functions;

/// <summary>Writes the reference page of all functions and operators from their catalog.</summary>
internal static class FunctionReferencePage
{
    public static string Write(FunctionCatalog catalog)
    {
        var page = new StringBuilder();
        page.Append("# PQL functions and operators\n\n");
        page.Append("Every function and operator an expression may use. The page is written from the function catalog; do not edit it by hand.\n");
        page.Append("Examples are evaluated for the sample profile `tests/OrleansSegmentation.Evaluation.Tests/Examples/ana.json` at 2026-03-18T12:00:00Z.\n\n");
        foreach (var signature in catalog.Functions) Append(page, signature);
        return page.ToString().TrimEnd('\n') + "\n";
    }

    private static void Append(StringBuilder page, FunctionSignature signature)
    {
        page.Append("## ").Append(Escape(signature.Name)).Append("\n\n");
        page.Append("`").Append(Call(signature)).Append("`\n\n");
        page.Append(signature.Summary).Append('\n').Append(signature.NullRule).Append("\n\n");
        page.Append("```pql\n").Append(signature.Example).Append("\n```\n\n");
    }

    private static string Call(FunctionSignature signature)
    {
        var parameters = signature.Parameters.Select(static parameter => parameter.Name).ToArray();
        return signature.Style switch
        {
            CallStyle.Operator when parameters.Length == 1 => $"{Symbol(signature.Name)}{parameters[0]}",
            CallStyle.Operator => string.Join($" {signature.Name} ", parameters) + (signature.IsVariadic ? $" {signature.Name} …" : ""),
            CallStyle.Method => $"{parameters[0]}.{signature.Name}({Arguments(signature, parameters, 1)})",
            _ => $"{signature.Name}({Arguments(signature, parameters, 0)})",
        };
    }

    private static string Symbol(string name) => name == "negate" ? "-" : name + " ";

    private static string Arguments(FunctionSignature signature, string[] parameters, int first)
    {
        var arguments = new StringBuilder();
        for (var i = first; i < parameters.Length; i++)
        {
            var separator = i > first ? ", " : "";
            arguments.Append(i < signature.RequiredCount ? $"{separator}{parameters[i]}" : $" [{separator}{parameters[i]}]".Replace(" [, ", "[, ", StringComparison.Ordinal));
            if (signature.IsVariadic && i == signature.RequiredCount - 1) arguments.Append(", …");
        }

        return arguments.ToString().Trim();
    }

    private static string Escape(string name) => name is "*" or "<" or ">" or "<=" or ">=" ? $"`{name}`" : name;
}
