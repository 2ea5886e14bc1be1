using System.Collections.Immutable;
using System.Globalization;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Pql.Binding;

/// <summary>What literals can be converted to, without knowing any data.</summary>
internal static class LiteralRules
{
    /// <summary>Whether a literal can act as a time.</summary>
    public static bool CanBeTime(LiteralNode literal) => literal.Kind switch
    {
        PqlLiteralKind.Null or PqlLiteralKind.Timestamp => true,
        PqlLiteralKind.String => IsoTime.IsTime((string)literal.Value!),
        _ => false,
    };

    /// <summary>Whether a literal compares with a time: as <see cref="CanBeTime"/>, and whole numbers count as epoch milliseconds.</summary>
    public static bool ComparesWithTime(LiteralNode literal) => literal.Kind switch
    {
        PqlLiteralKind.Integer => true,
        PqlLiteralKind.Double => double.IsInteger((double)literal.Value!),
        PqlLiteralKind.List => Items(literal) is var items && (items.IsEmpty || items.Any(ComparesWithTime)),
        _ => CanBeTime(literal),
    };

    /// <summary>Whether the right literal can be converted to the type of the left one. Of lists, some item has to.</summary>
    public static bool CanCompare(LiteralNode left, LiteralNode right)
    {
        if (left.Kind == PqlLiteralKind.List) return Items(left) is var items && (items.IsEmpty || items.Any(item => CanCompare(item, right)));
        if (right.Kind == PqlLiteralKind.List) return Items(right) is var items && (items.IsEmpty || items.Any(item => CanCompare(left, item)));
        if (left.Kind == PqlLiteralKind.Null || right.Kind == PqlLiteralKind.Null) return true;
        return left.Kind switch
        {
            PqlLiteralKind.Timestamp => ComparesWithTime(right),
            _ when right.Kind == PqlLiteralKind.Timestamp => ComparesWithTime(left),
            PqlLiteralKind.Boolean => right.Kind == PqlLiteralKind.Boolean
                || (right.Kind == PqlLiteralKind.String && bool.TryParse((string)right.Value!, out _)),
            PqlLiteralKind.Integer or PqlLiteralKind.Double => IsNumber(right) || IsNumericString(right),
            _ => true, // everything has a text form
        };
    }

    /// <summary>Whether a literal can stand beside <c>&lt;</c> and its like: a number, a time, or text that reads as one.</summary>
    public static bool CanBeOrdered(LiteralNode literal) => literal.Kind switch
    {
        PqlLiteralKind.Boolean or PqlLiteralKind.List => false,
        PqlLiteralKind.String => IsNumericString(literal) || CanBeTime(literal),
        _ => true,
    };

    public static bool IsNumber(LiteralNode literal) => literal.Kind is PqlLiteralKind.Integer or PqlLiteralKind.Double;

    public static bool IsNumericString(LiteralNode literal) => literal is { Kind: PqlLiteralKind.String, Value: string text }
        && double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out _);

    /// <summary>Whether all items have one type; integers and doubles are one, and null is of any type.</summary>
    public static bool HasOneType(ImmutableArray<LiteralNode> items)
    {
        PqlLiteralKind? type = null;
        foreach (var item in items)
        {
            if (item.Kind == PqlLiteralKind.Null) continue;
            var itemType = item.Kind == PqlLiteralKind.Double ? PqlLiteralKind.Integer : item.Kind;
            if ((type ??= itemType) != itemType) return false;
        }

        return true;
    }

    /// <summary>Whether a value is a time by how it is written: a time word, a period or <c>date(...)</c>.</summary>
    public static bool IsTime(PqlNode node) =>
        node is LiteralNode { Kind: PqlLiteralKind.Timestamp } or ApplyNode { Function: FunctionNames.Date };

    public static ImmutableArray<LiteralNode> Items(LiteralNode list) => (ImmutableArray<LiteralNode>)list.Value!;
}
