namespace OrleansSegmentation.Cli.Import.Mapping;

/// <summary>What the text of a column is read as.</summary>
internal enum ColumnType
{
    /// <summary>The text as it is; in Parquet the value with the type that the column has.</summary>
    AsIs,

    /// <summary>The text as it is.</summary>
    String,

    /// <summary>A whole number of 64 bits.</summary>
    Integer,

    /// <summary>A number of binary64.</summary>
    Number,

    /// <summary>true, false, yes, no, y, n, t, f, 1, 0 in any case.</summary>
    Boolean,

    /// <summary>A day, written as <c>yyyy-MM-dd</c>.</summary>
    Date,

    /// <summary>An instant, written as RFC 3339 in UTC.</summary>
    DateTime,
}

/// <summary>The names of types in mapping files.</summary>
internal static class ColumnTypes
{
    private static readonly (string Name, ColumnType Type)[] Names =
    [
        ("string", ColumnType.String), ("integer", ColumnType.Integer), ("number", ColumnType.Number), ("boolean", ColumnType.Boolean),
        ("date", ColumnType.Date), ("date-time", ColumnType.DateTime),
    ];

    /// <summary>Reads a type.</summary>
    public static ColumnType Read(MappingJson json)
    {
        foreach (var (name, type) in Names)
        {
            if (name == json.Text) return type;
        }

        throw json.Problem($"\"{json.Text ?? json.Raw}\" is not a type. Accepted: {string.Join(", ", Names.Select(static pair => pair.Name))}.");
    }

    /// <summary>Returns the name of a type.</summary>
    public static string Write(ColumnType type) => Names.First(pair => pair.Type == type).Name;
}
