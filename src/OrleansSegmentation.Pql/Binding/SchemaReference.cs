namespace OrleansSegmentation.Pql.Binding;

/// <summary>The name of a step over a relationship: <c>field@{schema}</c>.</summary>
internal static class SchemaReference
{
    public static string Join(string field, string? schema) => schema is null ? field : $"{field}@{{{schema}}}";

    /// <summary>Splits the name of a step; false for an ordinary property, whose whole name is then the field.</summary>
    public static bool TrySplit(string name, out string field, out string schema)
    {
        field = name;
        schema = "";
        var at = name.IndexOf("@{", StringComparison.Ordinal);
        if (at <= 0 || name.IndexOf('}', at) != name.Length - 1 || string.IsNullOrWhiteSpace(name[(at + 2)..^1])) return false;
        field = name[..at];
        schema = name[(at + 2)..^1];
        return true;
    }
}
