using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Evaluation.Tests.Differential;

/// <summary>Writes a tree as it is, so that a failing expression can be read and typed again.</summary>
internal static class TreeText
{
    public static string Of(PqlNode? node) => node switch
    {
        null => "",
        RootNode => "$",
        VariableNode variable => variable.Name,
        FieldNode field => $"{Of(field.Target)}.{field.Name}",
        LiteralNode literal => Literal(literal),
        LambdaNode lambda => $"({string.Join(", ", lambda.Parameters)}) => {Of(lambda.Body)}",
        ApplyNode { Arguments: [var left, var right] } apply when !char.IsLetter(apply.Function[0]) => $"({Of(left)} {apply.Function} {Of(right)})",
        ApplyNode apply => $"{apply.Function}({string.Join(", ", apply.Arguments.Select(Of))})",
        SelectNode select => $"(select {string.Join(", ", select.Variables.Select(Of))})",
        QuantificationNode quantification => $"({quantification.Quantifier} {string.Join(", ", quantification.Variables.Select(Of))})",
        VariableDeclarationNode { Condition: null } declaration => $"{declaration.Name} from {Of(declaration.Source)}",
        VariableDeclarationNode declaration => $"{declaration.Name} from {Of(declaration.Source)} where {Of(declaration.Condition)}",
        LetNode let => $"(let {let.Name} = {Of(let.Value)} in {Of(let.Body)})",
        OccursNode occurs => $"({Of(occurs.Timestamp)} occurs {Of(occurs.Qualification)})",
        TimeQualificationNode tail => $"{tail.Comparison} {tail.Duration} {tail.Direction} {Of(tail.Times)}",
        RangeNode range => $"between {Of(range.From)} and {Of(range.To)}",
        ObjectNode literal => $"{{{string.Join(", ", literal.Names.Zip(literal.Values, static (name, value) => $"{name}: {Of(value)}"))}}}",
        ChainNode chain => $"chain({Of(chain.Source)}, {string.Join('.', chain.TimePath)}, [{string.Join(", ", chain.Elements.Select(Of))}])",
        ChainElementNode element =>
            $"{element.Name}: {(element.IsNegated ? "NOT " : "")}WHAT({Of(element.What)}) WHEN({Of(element.When)}) COUNT({element.CountComparison} {element.Count}) GAP({element.Gap})",
        _ => node.GetType().Name,
    };

    private static string Literal(LiteralNode literal) => literal.Kind switch
    {
        PqlLiteralKind.String => JsonSerializer.Serialize((string)literal.Value!),
        PqlLiteralKind.List => $"[{string.Join(", ", ((ImmutableArray<LiteralNode>)literal.Value!).Select(Literal))}]",
        PqlLiteralKind.Double => ((double)literal.Value!).ToString("R", CultureInfo.InvariantCulture) + "d",
        PqlLiteralKind.Null => "null",
        _ => Convert.ToString(literal.Value, CultureInfo.InvariantCulture)!,
    };
}
