namespace OrleansSegmentation.Cli.Import.Mapping;

/// <summary>What becomes of one column.</summary>
/// <param name="Column">Its name in the header.</param>
/// <param name="Path">The names from the record to the attribute; null: it is no attribute.</param>
/// <param name="Namespace">The identity namespace; null: it is no identity.</param>
/// <param name="IsPrimary">Whether that identity is the primary one.</param>
/// <param name="Type">How it is read.</param>
/// <param name="Format">For dates and instants a .NET format, or <c>unix-s</c>, <c>unix-ms</c>.</param>
/// <param name="ListSeparator">What separates the items of a list; null: one value.</param>
internal sealed record ColumnMapping(
    string Column, IReadOnlyList<string>? Path, string? Namespace, bool IsPrimary, ColumnType Type, string? Format, string? ListSeparator);

/// <summary>The columns that make a row an event.</summary>
/// <param name="Id">The column of <c>_id</c>.</param>
/// <param name="Timestamp">The column of <c>timestamp</c>.</param>
/// <param name="Format">The format of that time, or null for ISO 8601.</param>
/// <param name="Type">The column of <c>eventType</c>, if there is one.</param>
internal sealed record EventMapping(string Id, string Timestamp, string? Format, string? Type);

/// <summary>How rows become records.</summary>
internal sealed record RowMapping
{
    /// <summary>Gets the dataset of all records; null: the one of the command line.</summary>
    public string? Dataset { get; init; }

    /// <summary>Gets what separates columns; null: it is found out from the header.</summary>
    public char? Delimiter { get; init; }

    /// <summary>Gets what stands before the fraction of a number.</summary>
    public char DecimalSeparator { get; init; } = '.';

    /// <summary>Gets the texts that mean "no value", beside the empty one.</summary>
    public IReadOnlyList<string> Nulls { get; init; } = [];

    /// <summary>Gets the column of the record's time; null: there is none.</summary>
    public ColumnMapping? Timestamp { get; init; }

    /// <summary>Gets the columns of an event; null: rows are profile records.</summary>
    public EventMapping? Event { get; init; }

    /// <summary>Gets the columns.</summary>
    public required IReadOnlyList<ColumnMapping> Columns { get; init; }

    /// <summary>Gets the attributes that all records have, as a path and a JSON value.</summary>
    public IReadOnlyList<(IReadOnlyList<string> Path, string Json)> Constants { get; init; } = [];

    /// <summary>Gets the columns that are needed.</summary>
    public IEnumerable<string> UsedColumns =>
        Columns.Select(static column => column.Column)
            .Concat(Timestamp is null ? [] : [Timestamp.Column])
            .Concat(Event is null ? [] : [Event.Id, Event.Timestamp])
            .Concat(Event?.Type is { } type ? [type] : []);
}
