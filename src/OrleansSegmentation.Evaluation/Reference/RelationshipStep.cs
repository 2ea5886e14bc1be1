using OrleansSegmentation.Evaluation.Values;

namespace OrleansSegmentation.Evaluation.Reference;

/// <summary>The step <c>name@{schema}</c>: from the key in a field to the record of another schema.</summary>
internal static class RelationshipStep
{
    private const string SchemaStart = "@{";

    /// <summary>Tells whether a field name is such a step.</summary>
    public static bool IsRelationship(string name) => name.EndsWith('}') && name.Contains(SchemaStart, StringComparison.Ordinal);

    /// <summary>Reads the key and finds its record, or the list of records found for a list of keys; null when there is none.</summary>
    public static PqlValue Read(in PqlValue target, string name, EvaluationContext context)
    {
        var schemaStart = name.IndexOf(SchemaStart, StringComparison.Ordinal);
        var schema = name[(schemaStart + SchemaStart.Length)..^1];
        return context.Records is { } records ? Find(PropertyStep.Read(target, name[..schemaStart]), schema, records) : PqlValue.Null;
    }

    private static PqlValue Find(in PqlValue key, string schema, ISchemaRecords records)
    {
        if (key.Kind != PqlValueKind.List) return ValueText.TryGetText(key, out var text) ? records.Find(schema, text) : PqlValue.Null;
        var found = new List<PqlValue>();
        foreach (var item in key.AsList()) PropertyStep.Append(Find(item, schema, records), found);
        return PqlValue.FromList(found);
    }
}
