using System.Globalization;
using System.Text.Json;
using OrleansSegmentation.Cli.Pql;

namespace OrleansSegmentation.Cli.Import.Mapping;

/// <summary>Reads a mapping file and checks it against the columns that a file has.</summary>
internal sealed class MappingReader
{
    private const string UnixSeconds = "unix-s";
    private const string UnixMilliseconds = "unix-ms";

    private readonly IReadOnlyList<string> _columns;
    private readonly MappingJson _root;

    private MappingReader(MappingJson root, IReadOnlyList<string> columns) => (_root, _columns) = (root, columns);

    /// <summary>Reads a mapping.</summary>
    /// <param name="file">Its name, for messages.</param>
    /// <param name="content">Its text.</param>
    /// <param name="columns">The columns of the data; null: they are not known yet and not checked.</param>
    /// <exception cref="UsageException">It is wrong; the message names line and column.</exception>
    public static RowMapping Read(string file, string content, IReadOnlyList<string>? columns)
    {
        var root = MappingJson.Parse(file, content);
        root.ExpectObject("dataset", "delimiter", "decimalSeparator", "nulls", "timestamp", "event", "columns", "constants");
        return new MappingReader(root, columns ?? []).Read(columns is not null);
    }

    private RowMapping Read(bool checksColumns)
    {
        var json = _root.Find("columns") ?? throw _root.Problem("\"columns\" is missing. Accepted: an object of column name → { \"path\", \"type\", \"identity\", … }.");
        if (json.Members is null) throw json.Problem("accepted is an object of column name → { \"path\", \"type\", \"identity\", … }.");
        var mapping = new RowMapping
        {
            Dataset = ReadDataset(),
            Delimiter = ReadCharacter("delimiter"),
            DecimalSeparator = ReadCharacter("decimalSeparator") ?? '.',
            Nulls = [.. _root.Find("nulls") is { } nulls ? (nulls.Items ?? throw nulls.Problem("accepted is a list of texts.")).Select(static item => item.Text ?? throw item.Problem("accepted is a text.")) : []],
            Timestamp = _root.Find("timestamp") is { } timestamp ? ReadTimestamp(timestamp) : null,
            Event = _root.Find("event") is { } ev ? ReadEvent(ev) : null,
            Columns = [.. json.Members.Select(static member => ReadColumn(member.Name, member.Value))],
            Constants = ReadConstants(),
        };
        if (!mapping.Columns.Any(static column => column.Namespace is not null)) throw json.Problem("no column has an \"identity\". Accepted: at least one, such as \"identity\": \"crmid\".");
        if (mapping.Columns.Count(static column => column.IsPrimary) > 1) throw json.Problem("more than one column is \"primary\".");
        CheckPaths(json, mapping);
        if (checksColumns) CheckColumns(json, mapping);
        return mapping;
    }

    private string? ReadDataset()
    {
        if (_root.Find("dataset") is not { } json) return null;
        return DatasetName.IsValid(json.ExpectText()) ? json.Text : throw json.Problem($"\"{json.Text}\" is not a dataset id. Accepted: {DatasetName.Accepted}.");
    }

    private char? ReadCharacter(string name)
    {
        if (_root.Find(name) is not { } json) return null;
        return json.Text is { Length: 1 } text ? text[0] : throw json.Problem("accepted is one character.");
    }

    private static ColumnMapping ReadTimestamp(MappingJson json)
    {
        if (json.Text is { Length: > 0 } column) return new ColumnMapping(column, null, null, false, ColumnType.DateTime, null, null);
        json.ExpectObject("column", "format");
        var name = json.Find("column") ?? throw json.Problem("\"column\" is missing.");
        return new ColumnMapping(name.ExpectText(), null, null, false, ColumnType.DateTime, json.Find("format") is { } format ? ReadFormat(format, ColumnType.DateTime) : null, null);
    }

    private static EventMapping ReadEvent(MappingJson json)
    {
        json.ExpectObject("_id", "timestamp", "format", "eventType");
        return new EventMapping(
            (json.Find("_id") ?? throw json.Problem("\"_id\" is missing: the column that tells events apart.")).ExpectText(),
            (json.Find("timestamp") ?? throw json.Problem("\"timestamp\" is missing: the column with the time of the event.")).ExpectText(),
            json.Find("format") is { } format ? ReadFormat(format, ColumnType.DateTime) : null,
            json.Find("eventType")?.ExpectText());
    }

    private static ColumnMapping ReadColumn(string name, MappingJson json)
    {
        if (json.Text is { Length: > 0 } shortPath) return new ColumnMapping(name, shortPath.Split('.'), null, false, ColumnType.AsIs, null, null);
        json.ExpectObject("path", "type", "format", "identity", "primary", "listSeparator");
        var path = json.Find("path") is { } pathJson ? ReadPath(pathJson) : null;
        var identity = json.Find("identity")?.ExpectText();
        if (path is null && identity is null) throw json.Problem("it has neither \"path\" nor \"identity\". Leave the column out if it should not be imported.");
        var type = json.Find("type") is { } typeJson ? ColumnTypes.Read(typeJson) : ColumnType.AsIs;
        var primary = json.Find("primary") is { } primaryJson && (primaryJson.Boolean ?? throw primaryJson.Problem("accepted is true or false."));
        if (primary && identity is null) throw json.Problem("it is \"primary\" but has no \"identity\".");
        var format = json.Find("format");
        if (format is not null && type is not (ColumnType.Date or ColumnType.DateTime)) throw format.Problem("only the types date and date-time have a format.");
        return new ColumnMapping(
            name, path, identity, primary, type, format is null ? null : ReadFormat(format, type), json.Find("listSeparator")?.ExpectText());
    }

    private static string ReadFormat(MappingJson json, ColumnType type)
    {
        var format = json.ExpectText();
        if (format is UnixSeconds or UnixMilliseconds) return type == ColumnType.DateTime ? format : throw json.Problem($"{format} is an instant: its type is date-time.");
        try
        {
            // Formats that cannot write a time cannot read one either.
            _ = DateTimeOffset.UnixEpoch.ToString(format, CultureInfo.InvariantCulture);
            return format;
        }
        catch (FormatException)
        {
            throw json.Problem($"\"{format}\" is not a format. Accepted: one of .NET such as \"dd.MM.yyyy HH:mm\", {UnixSeconds}, {UnixMilliseconds}.");
        }
    }

    private static IReadOnlyList<string> ReadPath(MappingJson json)
    {
        var path = json.Items is { } items ? [.. items.Select(static item => item.ExpectText())] : json.ExpectText().Split('.');
        return path.Length > 0 && path.All(static name => name.Length > 0)
            ? path
            : throw json.Problem("accepted are names with dots between them, such as \"person.name.firstName\", or a list of names.");
    }

    private IReadOnlyList<(IReadOnlyList<string> Path, string Json)> ReadConstants()
    {
        if (_root.Find("constants") is not { } json) return [];
        if (json.Members is null) throw json.Problem("accepted is an object of path → value.");
        return [.. json.Members.Select(static member => ((IReadOnlyList<string>)member.Name.Split('.'), member.Value switch
        {
            { Text: { } text } => JsonSerializer.Serialize(text),
            { Members: null, Items: null } value => value.Raw,
            var value => throw value.Problem("accepted is a text, a number, true or false."),
        }))];
    }

    private static void CheckPaths(MappingJson json, RowMapping mapping)
    {
        var taken = new List<(string Path, string Owner)>();
        foreach (var (path, owner) in mapping.Columns.Where(static column => column.Path is not null).Select(static column => (column.Path!, $"column {column.Column}"))
            .Concat(mapping.Constants.Select(static constant => (constant.Path, "a constant"))))
        {
            var text = string.Join('.', path);
            if (path[0] is "identityMap" or "identities") throw json.Problem($"{owner}: the path {text} is made from \"identity\".");
            if (taken.Find(other => other.Path == text || other.Path.StartsWith($"{text}.", StringComparison.Ordinal) || text.StartsWith($"{other.Path}.", StringComparison.Ordinal)) is { Owner: not null } clash)
                throw json.Problem($"{owner} has the path {text}, which clashes with {clash.Path} of {clash.Owner}.");
            taken.Add((text, owner));
        }
    }

    private void CheckColumns(MappingJson json, RowMapping mapping)
    {
        foreach (var (name, value) in json.Members!) Expect(name, value);
        if (_root.Find("timestamp") is { } timestamp) Expect(mapping.Timestamp!.Column, timestamp);
        if (_root.Find("event") is not { } ev) return;
        foreach (var (name, value) in ev.Members!)
        {
            if (name != "format") Expect(value.Text!, value);
        }
    }

    private void Expect(string column, MappingJson json)
    {
        if (!_columns.Contains(column, StringComparer.Ordinal)) throw json.Problem($"the file has no column \"{column}\". Its columns: {string.Join(", ", _columns)}.");
    }
}
