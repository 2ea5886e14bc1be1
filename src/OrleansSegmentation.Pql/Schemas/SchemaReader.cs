using System.Collections.Immutable;
using System.Text.Json;

namespace OrleansSegmentation.Pql.Schemas;

/// <summary>Reads one JSON schema. A part that is referred to is read once, however often it is used.</summary>
internal sealed class SchemaReader(JsonElement document)
{
    private const int MaxDepth = 64;

    private readonly Dictionary<string, SchemaType?> _referred = new(StringComparer.Ordinal) { ["#"] = null }; // null while it is being read

    /// <summary>Reads the whole document.</summary>
    /// <exception cref="FormatException">A part of it is not a schema.</exception>
    public SchemaType Read() => Read(document, "$", 0);

    private SchemaType Read(JsonElement schema, string path, int depth)
    {
        if (schema.ValueKind is JsonValueKind.True) return SchemaType.Any;
        if (schema.ValueKind != JsonValueKind.Object) throw new FormatException($"{path}: expected a schema as an object, found {schema.ValueKind}.");
        if (depth > MaxDepth) return SchemaType.Any;
        if (schema.TryGetProperty("$ref", out var reference)) return ReadReferred(reference, path, depth);
        return TypeOf(schema) switch
        {
            "string" => IsTime(schema) ? SchemaType.Time : SchemaType.Text,
            "integer" or "number" => SchemaType.Number,
            "boolean" => SchemaType.Boolean,
            "array" => SchemaType.List(schema.TryGetProperty("items", out var items) ? Read(items, $"{path}.items", depth + 1) : SchemaType.Any),
            "object" => ReadObject(schema, path, depth),
            _ => SchemaType.Any,
        };
    }

    private SchemaType ReadReferred(JsonElement reference, string path, int depth)
    {
        var text = reference.ValueKind == JsonValueKind.String ? reference.GetString()! : reference.GetRawText();
        if (_referred.TryGetValue(text, out var known)) return known ?? SchemaType.Any;
        var target = Resolve(text, path);
        _referred[text] = null;
        var type = Read(target, text, depth + 1);
        _referred[text] = type;
        return type;
    }

    private SchemaType ReadObject(JsonElement schema, string path, int depth)
    {
        var properties = ImmutableDictionary.CreateBuilder<string, SchemaType>(StringComparer.Ordinal);
        AddProperties(schema, path, depth, properties);
        if (properties.Count > 0) return SchemaType.Object(properties.ToImmutable());
        if (!schema.TryGetProperty("additionalProperties", out var values)) return SchemaType.Any;
        return values.ValueKind == JsonValueKind.False
            ? SchemaType.Object(properties.ToImmutable())
            : SchemaType.Map(Read(values, $"{path}.additionalProperties", depth + 1));
    }

    private void AddProperties(JsonElement schema, string path, int depth, ImmutableDictionary<string, SchemaType>.Builder properties)
    {
        if (schema.TryGetProperty("properties", out var own))
        {
            if (own.ValueKind != JsonValueKind.Object) throw new FormatException($"{path}.properties: expected an object, found {own.ValueKind}.");
            foreach (var property in own.EnumerateObject())
                properties[property.Name] = Read(property.Value, $"{path}.properties.{property.Name}", depth + 1);
        }

        if (!schema.TryGetProperty("allOf", out var parts) || parts.ValueKind != JsonValueKind.Array) return;
        foreach (var part in parts.EnumerateArray())
        {
            foreach (var (name, type) in Read(part, $"{path}.allOf", depth + 1).Properties) properties.TryAdd(name, type);
        }
    }

    private static string? TypeOf(JsonElement schema)
    {
        if (!schema.TryGetProperty("type", out var type)) return schema.TryGetProperty("properties", out _) || schema.TryGetProperty("allOf", out _) ? "object" : null;
        if (type.ValueKind == JsonValueKind.String) return type.GetString();
        if (type.ValueKind != JsonValueKind.Array) return null;
        var names = type.EnumerateArray().Where(static name => name.ValueKind == JsonValueKind.String && !name.ValueEquals("null")).ToList();
        return names is [var only] ? only.GetString() : null;
    }

    private static bool IsTime(JsonElement schema) =>
        schema.TryGetProperty("format", out var format) && format.ValueKind == JsonValueKind.String
        && (format.ValueEquals("date-time") || format.ValueEquals("date"));

    private JsonElement Resolve(string reference, string path)
    {
        if (!reference.StartsWith("#/", StringComparison.Ordinal)) throw new FormatException($"{path}.$ref: expected a place in the same document, such as #/definitions/name, found {reference}.");
        var target = document;
        foreach (var step in reference[2..].Split('/'))
        {
            var name = step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            if (target.ValueKind != JsonValueKind.Object || !target.TryGetProperty(name, out target)) throw new FormatException($"{path}.$ref: there is no {reference} in the document.");
        }

        return target;
    }
}
