using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Pql.Printing;

/// <summary>The text form of literals and names.</summary>
internal static class LiteralText
{
    /// <summary>Returns the text form of a literal.</summary>
    public static string Of(LiteralNode literal)
    {
        var text = new StringBuilder();
        Append(text, literal);
        return text.ToString();
    }

    public static void Append(StringBuilder text, LiteralNode literal)
    {
        switch (literal.Kind)
        {
            case PqlLiteralKind.Null:
                text.Append("null");
                break;
            case PqlLiteralKind.Boolean:
                text.Append((bool)literal.Value! ? "true" : "false");
                break;
            case PqlLiteralKind.Integer:
                text.Append(CultureInfo.InvariantCulture, $"{(long)literal.Value!}");
                break;
            case PqlLiteralKind.Double:
                text.Append(Double((double)literal.Value!));
                break;
            case PqlLiteralKind.String:
                AppendString(text, (string)literal.Value!);
                break;
            case PqlLiteralKind.Timestamp:
                text.Append((string)literal.Value!);
                break;
            default:
                AppendList(text, (ImmutableArray<LiteralNode>)literal.Value!);
                break;
        }
    }

    /// <summary>Returns the shortest digits that read back as the same double, marked as one by a point or an exponent.</summary>
    public static string Double(double value)
    {
        var digits = value.ToString("R", CultureInfo.InvariantCulture);
        return digits.AsSpan().ContainsAny('.', 'E') ? digits : digits + ".0";
    }

    public static void AppendString(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var unit in value)
        {
            switch (unit)
            {
                case '"' or '\\':
                    text.Append('\\').Append(unit);
                    break;
                case '\n':
                    text.Append("\\n");
                    break;
                case '\t':
                    text.Append("\\t");
                    break;
                case '\r':
                    text.Append("\\r");
                    break;
                case '\b':
                    text.Append("\\b");
                    break;
                case '\f':
                    text.Append("\\f");
                    break;
                case < ' ' or '\u007F' or '\u2028' or '\u2029':
                    text.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:X4}");
                    break;
                default:
                    text.Append(unit);
                    break;
            }
        }

        text.Append('"');
    }

    private static void AppendList(StringBuilder text, ImmutableArray<LiteralNode> items)
    {
        text.Append('[');
        for (var i = 0; i < items.Length; i++)
        {
            if (i > 0) text.Append(", ");
            Append(text, items[i]);
        }

        text.Append(']');
    }
}
