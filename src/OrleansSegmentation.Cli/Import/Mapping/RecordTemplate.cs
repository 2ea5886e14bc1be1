using System.Text.Json;
using OrleansSegmentation.Cli.Import.Sources;

namespace OrleansSegmentation.Cli.Import.Mapping;

/// <summary>Writes rows as records: what a mapping says, prepared for the columns of one file.</summary>
internal sealed class RecordTemplate : IRecordWriter
{
    private const string EventSchema = "_xdm.context.experienceevent";

    private readonly AttributeNode _attributes = new();
    private readonly List<(string Namespace, List<(int Column, bool IsPrimary)> Columns)> _identities = [];
    private readonly (int Column, TextConversion Conversion)? _timestamp;
    private readonly (int Id, int Timestamp, int? Type)? _event;
    private readonly TextConversion _eventTime;
    private int _column; // the one being written, for messages

    /// <summary>Prepares a mapping that has been checked against these columns.</summary>
    public RecordTemplate(RowMapping mapping, IReadOnlyList<string> columns)
    {
        var columnByName = columns.Select(static (name, index) => (name, index)).ToDictionary(static pair => pair.name, static pair => pair.index, StringComparer.Ordinal);
        foreach (var column in mapping.Columns)
        {
            var index = columnByName[column.Column];
            if (column.Path is { } path) _attributes.Add(path, new ColumnValue(index, column, mapping.DecimalSeparator));
            if (column.Namespace is { } ns) IdentitiesOf(ns).Add((index, column.IsPrimary));
        }

        foreach (var (path, json) in mapping.Constants) _attributes.Add(path, json);
        if (mapping.Timestamp is { } timestamp) _timestamp = (columnByName[timestamp.Column], new TextConversion(ColumnType.DateTime, timestamp.Format, '.'));
        if (mapping.Event is { } ev) _event = (columnByName[ev.Id], columnByName[ev.Timestamp], ev.Type is null ? null : columnByName[ev.Type]);
        _eventTime = new TextConversion(ColumnType.DateTime, mapping.Event?.Format, '.');
    }

    public (string Code, string Message)? Write(IRowValues row, Utf8JsonWriter writer)
    {
        if (!_identities.Exists(group => group.Columns.Exists(column => HasValue(row, column.Column))))
            return (RecordRejection.IdentityOrTimestamp, $"{string.Join(", ", IdentityColumns(row))}: no identity has a value.");
        try
        {
            writer.WriteStartObject();
            WriteEnvelope(row, writer);
            writer.WriteStartObject("entity");
            WriteIdentities(row, writer);
            if (_event is { } ev && WriteEvent(row, writer, ev) is { } problem) return problem;
            WriteMembers(row, writer, _attributes);
            writer.WriteEndObject();
            writer.WriteEndObject();
            return null;
        }
        catch (ValueRefusedException exception)
        {
            return (RecordRejection.Shape, $"column {row.Columns[_column]}: {exception.Message}");
        }
    }

    private void WriteEnvelope(IRowValues row, Utf8JsonWriter writer)
    {
        if (_event is not null) writer.WriteString("schema", EventSchema);
        if (_timestamp is not { } timestamp || !HasValue(row, timestamp.Column)) return;
        _column = timestamp.Column;
        writer.WritePropertyName("timestamp");
        timestamp.Conversion.Write(row.Text(timestamp.Column), writer);
    }

    private void WriteIdentities(IRowValues row, Utf8JsonWriter writer)
    {
        writer.WriteStartObject("identityMap");
        foreach (var (ns, columns) in _identities)
        {
            if (!columns.Exists(column => HasValue(row, column.Column))) continue;
            writer.WriteStartArray(ns);
            foreach (var (column, isPrimary) in columns)
            {
                if (!HasValue(row, column)) continue;
                _column = column;
                writer.WriteStartObject();
                writer.WriteString("id", row.Text(column));
                if (isPrimary) writer.WriteBoolean("primary", true);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private (string Code, string Message)? WriteEvent(IRowValues row, Utf8JsonWriter writer, (int Id, int Timestamp, int? Type) ev)
    {
        foreach (var column in (ReadOnlySpan<int>)[ev.Id, ev.Timestamp])
        {
            if (!HasValue(row, column)) return (RecordRejection.IdentityOrTimestamp, $"column {row.Columns[column]}: an event needs a value here.");
        }

        _column = ev.Id;
        writer.WriteString("_id", row.Text(ev.Id));
        _column = ev.Timestamp;
        writer.WritePropertyName("timestamp");
        _eventTime.Write(row.Text(ev.Timestamp), writer);
        if (ev.Type is not { } type || !HasValue(row, type)) return null;
        _column = type;
        writer.WriteString("eventType", row.Text(type));
        return null;
    }

    private void WriteMembers(IRowValues row, Utf8JsonWriter writer, AttributeNode node)
    {
        foreach (var (name, child) in node.Children)
        {
            if (!Exists(row, child)) continue;
            writer.WritePropertyName(name);
            if (child.Constant is { } json) writer.WriteRawValue(json);
            else if (child.Value is { } value)
            {
                _column = value.Column;
                value.Write(row, writer);
            }
            else
            {
                writer.WriteStartObject();
                WriteMembers(row, writer, child);
                writer.WriteEndObject();
            }
        }
    }

    private static bool Exists(IRowValues row, AttributeNode node) =>
        node.Constant is not null || (node.Value is { } value ? HasValue(row, value.Column) : node.Children.Exists(child => Exists(row, child.Node)));

    private static bool HasValue(IRowValues row, int column) => !row.IsMissing(column);

    private IEnumerable<string> IdentityColumns(IRowValues row) =>
        _identities.SelectMany(static group => group.Columns).Select(column => $"column {row.Columns[column.Column]}");

    private List<(int Column, bool IsPrimary)> IdentitiesOf(string ns)
    {
        if (_identities.Find(group => group.Namespace == ns) is { Columns: { } columns }) return columns;
        _identities.Add((ns, []));
        return _identities[^1].Columns;
    }
}
