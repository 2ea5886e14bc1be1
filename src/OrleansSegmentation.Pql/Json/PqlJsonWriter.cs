using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using OrleansSegmentation.Pql.Printing;
using OrleansSegmentation.Pql.Syntax;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Pql.Json;

/// <summary>Writes the canonical <c>pql/json</c> of a tree.</summary>
public static class PqlJsonWriter
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 4096 };

    /// <summary>Returns compact JSON. Reading it back gives an equal tree.</summary>
    /// <param name="root">A tree. A part of one is accepted too, for messages.</param>
    public static string Write(PqlNode root)
    {
        ArgumentNullException.ThrowIfNull(root);
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Options)) WriteNode(writer, root);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void WriteNode(Utf8JsonWriter writer, PqlNode node)
    {
        switch (node)
        {
            case LiteralNode literal:
                WriteLiteral(writer, literal);
                break;
            case RootNode:
                Start(writer, "parameterReference");
                writer.WriteNumber("position", 1);
                writer.WriteEndObject();
                break;
            case VariableNode variable:
                Start(writer, "varRef");
                writer.WriteString("varName", variable.Name);
                writer.WriteEndObject();
                break;
            case FieldNode field:
                Start(writer, "fieldLookup");
                writer.WriteString("fieldName", field.Name);
                WriteProperty(writer, "object", field.Target);
                writer.WriteEndObject();
                break;
            case ApplyNode apply:
                Start(writer, "fnApply");
                writer.WriteString("fnName", apply.Function);
                writer.WriteStartArray("params");
                foreach (var argument in apply.Arguments) WriteNode(writer, argument);
                writer.WriteEndArray();
                writer.WriteEndObject();
                break;
            case LambdaNode lambda:
                WriteLambda(writer, lambda);
                break;
            case SelectNode select:
                Start(writer, "select");
                WriteVariables(writer, select.Variables);
                writer.WriteEndObject();
                break;
            case QuantificationNode quantification:
                Start(writer, "quantification");
                writer.WriteString("quantifier", quantification.Quantifier.ToString().ToLowerInvariant());
                WriteVariables(writer, quantification.Variables);
                writer.WriteEndObject();
                break;
            case VariableDeclarationNode variable:
                WriteVariable(writer, variable);
                break;
            case ChainElementNode element:
                WriteElement(writer, element);
                break;
            case LetNode let:
                Start(writer, "let");
                writer.WriteString("varName", let.Name);
                WriteProperty(writer, "value", let.Value);
                WriteProperty(writer, "body", let.Body);
                writer.WriteEndObject();
                break;
            case ObjectNode literal:
                WriteObject(writer, literal);
                break;
            case OccursNode occurs:
                Start(writer, "occurs");
                WriteProperty(writer, "timestamp", occurs.Timestamp);
                WriteProperty(writer, "qualification", occurs.Qualification);
                writer.WriteEndObject();
                break;
            case TimeQualificationNode tail:
                WriteQualification(writer, tail);
                break;
            case RangeNode range:
                Start(writer, "range");
                WriteProperty(writer, "from", range.From);
                WriteProperty(writer, "to", range.To);
                writer.WriteEndObject();
                break;
            case ChainNode chain:
                WriteChain(writer, chain);
                break;
            default:
                throw new ArgumentException($"A {node.GetType().Name} has no JSON form.", nameof(node));
        }
    }

    private static void Start(Utf8JsonWriter writer, string nodeType)
    {
        writer.WriteStartObject();
        writer.WriteString("nodeType", nodeType);
    }

    private static void WriteProperty(Utf8JsonWriter writer, string name, PqlNode node)
    {
        writer.WritePropertyName(name);
        WriteNode(writer, node);
    }

    private static void WriteLiteral(Utf8JsonWriter writer, LiteralNode literal)
    {
        Start(writer, "literal");
        writer.WriteString("literalType", literal.Kind.ToString());
        writer.WritePropertyName("value");
        WriteValue(writer, literal);
        writer.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter writer, LiteralNode literal)
    {
        switch (literal.Kind)
        {
            case PqlLiteralKind.Null:
                writer.WriteNullValue();
                break;
            case PqlLiteralKind.Boolean:
                writer.WriteBooleanValue((bool)literal.Value!);
                break;
            case PqlLiteralKind.Integer:
                writer.WriteNumberValue((long)literal.Value!);
                break;
            case PqlLiteralKind.Double:
                // The items of a list carry no type, so 4.0 keeps its point.
                writer.WriteRawValue(LiteralText.Double((double)literal.Value!));
                break;
            case PqlLiteralKind.List:
                writer.WriteStartArray();
                foreach (var item in (ImmutableArray<LiteralNode>)literal.Value!) WriteValue(writer, item);
                writer.WriteEndArray();
                break;
            default:
                writer.WriteStringValue((string)literal.Value!);
                break;
        }
    }

    private static void WriteLambda(Utf8JsonWriter writer, LambdaNode lambda)
    {
        Start(writer, "lambda");
        writer.WriteStartArray("params");
        foreach (var parameter in lambda.Parameters)
        {
            writer.WriteStartObject();
            writer.WriteString("varName", parameter);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        WriteProperty(writer, "body", lambda.Body);
        writer.WriteEndObject();
    }

    private static void WriteVariables(Utf8JsonWriter writer, ImmutableArray<VariableDeclarationNode> variables)
    {
        writer.WriteStartArray("variables");
        foreach (var variable in variables) WriteVariable(writer, variable);
        writer.WriteEndArray();
    }

    private static void WriteVariable(Utf8JsonWriter writer, VariableDeclarationNode variable)
    {
        Start(writer, "varDecl");
        writer.WriteString("varName", variable.Name);
        WriteProperty(writer, "from", variable.Source);
        if (variable.Condition is { } condition) WriteProperty(writer, "where", condition);
        writer.WriteEndObject();
    }

    private static void WriteObject(Utf8JsonWriter writer, ObjectNode literal)
    {
        Start(writer, "object");
        writer.WriteStartArray("fields");
        for (var i = 0; i < literal.Names.Length; i++)
        {
            writer.WriteStartObject();
            writer.WriteString("name", literal.Names[i]);
            WriteProperty(writer, "value", literal.Values[i]);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteQualification(Utf8JsonWriter writer, TimeQualificationNode tail)
    {
        Start(writer, "timeQualification");
        if (tail is { Comparison: { } comparison, Duration: { } duration }) WriteDistance(writer, comparison, duration);
        if (tail.Direction is { } direction) WriteConstant(writer, "direction", "TimeDirection", TimeWords.WordOf(direction));
        WriteProperty(writer, "times", tail.Times);
        writer.WriteEndObject();
    }

    private static void WriteDistance(Utf8JsonWriter writer, PqlComparison comparison, PqlDuration duration)
    {
        WriteConstant(writer, "comparison", "Comparison", TimeWords.SymbolOf(comparison));
        writer.WritePropertyName("duration");
        Start(writer, "duration");
        writer.WritePropertyName("count");
        WriteLiteral(writer, new LiteralNode(PqlLiteralKind.Integer, duration.Count));
        WriteConstant(writer, "unit", "TimeUnit", TimeWords.PluralOf(duration.Unit));
        writer.WriteEndObject();
    }

    private static void WriteConstant(Utf8JsonWriter writer, string property, string literalType, string value)
    {
        writer.WritePropertyName(property);
        Start(writer, "literal");
        writer.WriteString("literalType", literalType);
        writer.WriteString("value", value);
        writer.WriteEndObject();
    }

    private static void WriteChain(Utf8JsonWriter writer, ChainNode chain)
    {
        Start(writer, "chain");
        WriteProperty(writer, "array", chain.Source);
        writer.WritePropertyName("timestamp");
        WriteTimePath(writer, chain.TimePath);
        writer.WriteStartArray("elements");
        foreach (var element in chain.Elements) WriteElement(writer, element);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    // The last step is the outermost node; the first has no object, because it starts at the event.
    private static void WriteTimePath(Utf8JsonWriter writer, ImmutableArray<string> steps)
    {
        for (var i = steps.Length - 1; i >= 0; i--)
        {
            Start(writer, "fieldLookup");
            writer.WriteString("fieldName", steps[i]);
            if (i > 0) writer.WritePropertyName("object");
        }

        for (var i = 0; i < steps.Length; i++) writer.WriteEndObject();
    }

    private static void WriteElement(Utf8JsonWriter writer, ChainElementNode element)
    {
        Start(writer, "element");
        writer.WriteString("name", element.Name);
        if (element.IsNegated) writer.WriteBoolean("negated", true);
        WriteProperty(writer, "what", element.What);
        if (element.When is { } when) WriteProperty(writer, "when", when);
        if (element.Count is { } count) writer.WriteNumber("count", count);
        if (element.CountComparison is { } comparison) writer.WriteString("countComparison", TimeWords.SymbolOf(comparison));
        if (element.Gap is { } gap)
        {
            writer.WritePropertyName("gap");
            Start(writer, "gap");
            WriteDistance(writer, gap.Comparison, gap.Duration);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }
}
