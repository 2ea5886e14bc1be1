using System.Collections.Immutable;
using System.Text.Json;

namespace OrleansSegmentation.Pql.Schemas;

/// <summary>The attributes a profile may have, with their types. Immutable and thread-safe.</summary>
public sealed class ProfileSchema
{
    private const int MaxDepth = 64;

    // Every profile has them, whatever its schema says.
    private static readonly string[] SystemAttributes = ["identityMap", "segmentMembership", "xEvent"];

    private ProfileSchema(SchemaType root) => Root = SystemAttributes.Where(name => !root.Properties.ContainsKey(name))
        .Aggregate(root, static (profile, name) => profile with { Properties = profile.Properties.Add(name, SchemaType.Any) });

    internal SchemaType Root { get; }

    /// <summary>
    /// Reads a JSON schema: <c>type</c>, <c>properties</c>, <c>items</c>, <c>additionalProperties</c>, <c>format</c>, <c>allOf</c> and
    /// <c>$ref</c> within the document. What is not understood may hold anything, as may <c>identityMap</c>, <c>segmentMembership</c> and
    /// <c>xEvent</c> where the schema does not describe them.
    /// </summary>
    /// <exception cref="FormatException">It is not a schema of an object; the message names the place.</exception>
    public static ProfileSchema FromJson(JsonElement schema)
    {
        if (schema.ValueKind != JsonValueKind.Object) throw new FormatException($"A schema is a JSON object, not {schema.ValueKind}.");
        var root = Read(schema, schema, "$", 0);
        return root.Kind == SchemaKind.Object && root.Properties.Count > 0
            ? new ProfileSchema(root)
            : throw new FormatException("The schema must describe an object: { \"type\": \"object\", \"properties\": { … } }.");
    }

    private static SchemaType Read(JsonElement schema, JsonElement document, string path, int depth)
    {
        if (schema.ValueKind is JsonValueKind.True) return SchemaType.Any;
        if (schema.ValueKind != JsonValueKind.Object) throw new FormatException($"{path}: expected a schema as an object, found {schema.ValueKind}.");
        if (depth > MaxDepth) return SchemaType.Any; // a schema may contain itself
        if (schema.TryGetProperty("$ref", out var reference)) return Read(Resolve(reference, document, path), document, path, depth + 1);
        return TypeOf(schema) switch
        {
            "string" => IsTime(schema) ? SchemaType.Time : SchemaType.Text,
            "integer" or "number" => SchemaType.Number,
            "boolean" => SchemaType.Boolean,
            "array" => SchemaType.List(schema.TryGetProperty("items", out var items) ? Read(items, document, $"{path}.items", depth + 1) : SchemaType.Any),
            "object" => ReadObject(schema, document, path, depth),
            _ => SchemaType.Any,
        };
    }

    private static SchemaType ReadObject(JsonElement schema, JsonElement document, string path, int depth)
    {
        var properties = ImmutableDictionary.CreateBuilder<string, SchemaType>(StringComparer.Ordinal);
        AddProperties(schema, document, path, depth, properties);
        if (properties.Count > 0) return SchemaType.Object(properties.ToImmutable());
        if (!schema.TryGetProperty("additionalProperties", out var values)) return SchemaType.Any;
        return values.ValueKind == JsonValueKind.False
            ? SchemaType.Object(properties.ToImmutable())
            : SchemaType.Map(Read(values, document, $"{path}.additionalProperties", depth + 1));
    }

    private static void AddProperties(
        JsonElement schema, JsonElement document, string path, int depth, ImmutableDictionary<string, SchemaType>.Builder properties)
    {
        if (depth > MaxDepth) return;
        if (schema.TryGetProperty("$ref", out var reference)) AddProperties(Resolve(reference, document, path), document, path, depth + 1, properties);
        if (schema.TryGetProperty("properties", out var own))
        {
            if (own.ValueKind != JsonValueKind.Object) throw new FormatException($"{path}.properties: expected an object, found {own.ValueKind}.");
            foreach (var property in own.EnumerateObject())
                properties[property.Name] = Read(property.Value, document, $"{path}.properties.{property.Name}", depth + 1);
        }

        if (!schema.TryGetProperty("allOf", out var parts) || parts.ValueKind != JsonValueKind.Array) return;
        foreach (var part in parts.EnumerateArray())
        {
            if (part.ValueKind == JsonValueKind.Object) AddProperties(part, document, $"{path}.allOf", depth + 1, properties);
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

    private static JsonElement Resolve(JsonElement reference, JsonElement document, string path)
    {
        var text = reference.ValueKind == JsonValueKind.String ? reference.GetString()! : "";
        if (!text.StartsWith("#/", StringComparison.Ordinal)) throw new FormatException($"{path}.$ref: expected a place in the same document, such as #/definitions/name, found '{text}'.");
        var target = document;
        foreach (var step in text[2..].Split('/'))
        {
            var name = step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            if (target.ValueKind != JsonValueKind.Object || !target.TryGetProperty(name, out target)) throw new FormatException($"{path}.$ref: there is no {text} in the document.");
        }

        return target;
    }
}
