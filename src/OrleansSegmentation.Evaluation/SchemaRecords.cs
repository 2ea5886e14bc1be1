using System.Text.Json;
using OrleansSegmentation.Evaluation.Values;

namespace OrleansSegmentation.Evaluation;

/// <summary>Records of other schemas held in memory. Immutable and thread-safe.</summary>
public sealed class SchemaRecords : ISchemaRecords
{
    private readonly Dictionary<string, Dictionary<string, PqlValue>> _schemas;

    private SchemaRecords(Dictionary<string, Dictionary<string, PqlValue>> schemas) => _schemas = schemas;

    /// <summary>Reads <c>{ "schema": { "key": record, … }, … }</c>, a record by its primary identity.</summary>
    /// <exception cref="JsonException">A schema is not an object, or a value cannot be read.</exception>
    public static SchemaRecords FromJson(JsonElement element)
    {
        var schemas = new Dictionary<string, Dictionary<string, PqlValue>>(StringComparer.Ordinal);
        foreach (var schema in RequireObject(element, "records").EnumerateObject())
        {
            var records = new Dictionary<string, PqlValue>(StringComparer.Ordinal);
            foreach (var record in RequireObject(schema.Value, $"records.{schema.Name}").EnumerateObject())
            {
                records[record.Name] = JsonValues.FromJson(record.Value);
            }

            schemas[schema.Name] = records;
        }

        return new SchemaRecords(schemas);
    }

    /// <inheritdoc />
    public PqlValue Find(string schema, string key) =>
        _schemas.TryGetValue(schema, out var records) ? records.GetValueOrDefault(key) : PqlValue.Null;

    /// <inheritdoc />
    public IReadOnlyList<PqlValue> GetAll(string schema) => _schemas.TryGetValue(schema, out var records) ? [.. records.Values] : [];

    private static JsonElement RequireObject(JsonElement element, string path) =>
        element.ValueKind == JsonValueKind.Object ? element : throw new JsonException($"{path} must be an object, not {element.ValueKind}.");
}
