using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using OrleansSegmentation.Cli.Import.Rows;

namespace OrleansSegmentation.Cli.Import.Mapping;

/// <summary>Writes a mapping to begin with: every column, with the type that its first values have and an identity where the name tells one.</summary>
internal static class MappingSkeleton
{
    private const int SampledRows = 200;

    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly (string Namespace, string[] Names)[] KnownIdentities =
    [
        ("crmid", ["crmid", "customerid", "userid", "contactid", "memberid", "subscriberid"]),
        ("email", ["email", "mail", "emailaddress"]),
        ("ecid", ["ecid"]),
        ("phone", ["phone", "phonenumber", "mobile"]),
    ];

    private static readonly string[] TimestampNames = ["timestamp", "updated", "updatedat", "modified", "modifiedat", "lastmodified"];

    /// <summary>Reads the first rows and writes a mapping for them.</summary>
    public static async Task<string> CreateAsync(IRowReader rows, CancellationToken cancellationToken)
    {
        var samples = await SampleAsync(rows, cancellationToken);
        var types = samples.Select(static values => Guess(values)).ToArray();
        var identities = rows.Columns.Select(static name => IdentityOf(name)).ToArray();
        if (Array.TrueForAll(identities, static identity => identity is null)) identities[0] = KnownIdentities[0].Namespace;
        var primary = Array.FindIndex(identities, static identity => identity is not null);
        var timestamp = Enumerable.Range(0, types.Length).FirstOrDefault(column => types[column] == ColumnType.DateTime && TimestampNames.Contains(Plain(rows.Columns[column])), -1);

        var text = new StringBuilder("{\n  \"dataset\": \"default\",\n");
        if (timestamp >= 0) text.Append(CultureInfo.InvariantCulture, $"  \"timestamp\": {Quote(rows.Columns[timestamp])},\n");
        text.Append("  \"columns\": {\n");
        var lines = Enumerable.Range(0, types.Length).Where(column => column != timestamp)
            .Select(column => $"    {Quote(rows.Columns[column])}: {{ {Describe(rows.Columns[column], types[column], identities[column], column == primary)} }}");
        return text.AppendJoin(",\n", lines).Append("\n  }\n}").ToString();
    }

    private static string Describe(string name, ColumnType type, string? identity, bool isPrimary)
    {
        if (identity is not null) return $"\"identity\": {Quote(identity)}{(isPrimary ? ", \"primary\": true" : "")}";
        var typeText = type == ColumnType.AsIs ? "" : $", \"type\": {Quote(ColumnTypes.Write(type))}";
        return $"\"path\": {Quote(PathOf(name))}{typeText}";
    }

    private static async Task<List<string>[]> SampleAsync(IRowReader rows, CancellationToken cancellationToken)
    {
        var samples = rows.Columns.Select(static _ => new List<string>()).ToArray();
        if (rows is not CsvRowReader) return samples; // Parquet knows its types
        for (var row = 0; row < SampledRows && await rows.ReadAsync(cancellationToken); row++)
        {
            if (rows.Problem is not null) continue;
            for (var column = 0; column < samples.Length; column++)
            {
                if (!rows.IsMissing(column)) samples[column].Add(rows.Text(column).ToString());
            }
        }

        return samples;
    }

    private static ColumnType Guess(List<string> values)
    {
        if (values.Count == 0) return ColumnType.AsIs;
        // Digits with a leading zero are a code, such as a postal code.
        if (!values.Exists(static value => value.Length > 1 && value[0] == '0' && value[1] != '.'))
        {
            if (values.TrueForAll(static value => long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _))) return ColumnType.Integer;
            if (values.TrueForAll(static value => double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out _))) return ColumnType.Number;
        }

        if (values.TrueForAll(static value => value.ToUpperInvariant() is "TRUE" or "FALSE" or "YES" or "NO")) return ColumnType.Boolean;
        if (values.TrueForAll(static value => DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))) return ColumnType.Date;
        return values.TrueForAll(static value => value.Length >= 16 && char.IsAsciiDigit(value[3]) && DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _))
            ? ColumnType.DateTime
            : ColumnType.String;
    }

    private static string? IdentityOf(string name) => KnownIdentities.FirstOrDefault(known => known.Names.Contains(Plain(name))).Namespace;

    private static string Plain(string name) => string.Concat(name.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();

    private static string PathOf(string name) => string.Concat(name.Select(static character => char.IsLetterOrDigit(character) ? character : '_'));

    private static string Quote(string text) => JsonSerializer.Serialize(text, Readable);
}
