using System.Text.Json;

namespace OrleansSegmentation.Pql.Schemas;

/// <summary>The attributes a profile may have, with their types. Immutable and thread-safe.</summary>
public sealed class ProfileSchema
{
    // Every profile has them, whatever its schema says.
    private static readonly string[] SystemAttributes = ["identityMap", "segmentMembership", "xEvent"];

    private ProfileSchema(SchemaType root) => Root = SystemAttributes.Where(name => !root.Properties.ContainsKey(name))
        .Aggregate(root, static (profile, name) => profile with { Properties = profile.Properties.Add(name, SchemaType.Any) });

    internal SchemaType Root { get; }

    /// <summary>
    /// Reads a JSON schema: <c>type</c>, <c>properties</c>, <c>items</c>, <c>additionalProperties</c>, <c>format</c>, <c>allOf</c> and
    /// <c>$ref</c> within the document. What is not understood, and a part that contains itself, may hold anything, as may
    /// <c>identityMap</c>, <c>segmentMembership</c> and <c>xEvent</c> where the schema does not describe them.
    /// </summary>
    /// <exception cref="FormatException">It is not a schema of an object; the message names the place.</exception>
    public static ProfileSchema FromJson(JsonElement schema)
    {
        if (schema.ValueKind != JsonValueKind.Object) throw new FormatException($"A schema is a JSON object, not {schema.ValueKind}.");
        var root = new SchemaReader(schema).Read();
        return root.Kind == SchemaKind.Object && root.Properties.Count > 0
            ? new ProfileSchema(root)
            : throw new FormatException("The schema must describe an object: { \"type\": \"object\", \"properties\": { … } }.");
    }
}
