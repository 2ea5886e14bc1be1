using System.Globalization;
using System.Text.Json;
using OrleansSegmentation.Cli.Pql.Input;
using OrleansSegmentation.Evaluation;

namespace OrleansSegmentation.Cli.Pql.Cases;

/// <summary>Reads the cases of a file. Everything that is wrong with the file is reported at once.</summary>
internal sealed class AudienceCaseReader
{
    private const int MaxDepth = 512;
    private const int MaxProblems = 20;

    private static readonly JsonElement EmptyProfile = JsonElement.Parse("{}");

    private readonly string _file;
    private readonly long _defaultNowMs;
    private readonly List<string> _problems = [];

    private AudienceCaseReader(string file, long defaultNowMs)
    {
        _file = file;
        _defaultNowMs = defaultNowMs;
    }

    /// <summary>Reads the cases.</summary>
    /// <param name="file">The name of the file, for messages.</param>
    /// <param name="json">Its text.</param>
    /// <param name="defaultNowMs">The instant of cases that name none.</param>
    /// <exception cref="UsageException">The file is not an array of cases; the message names the index and field of each problem.</exception>
    public static IReadOnlyList<AudienceCase> Read(string file, string json, long defaultNowMs) => new AudienceCaseReader(file, defaultNowMs).ReadAll(json);

    private List<AudienceCase> ReadAll(string json)
    {
        var root = Parse(json);
        if (root.ValueKind != JsonValueKind.Array)
            throw new UsageException($"{_file}: expected an array of cases [{{ \"id\", \"pql\", \"profile\", \"now\", \"expect\" }}, …], found {Shown(root)}.");
        var cases = new List<AudienceCase>(root.GetArrayLength());
        var index = 0;
        foreach (var element in root.EnumerateArray())
        {
            if (ReadCase(element, index++) is { } read) cases.Add(read);
        }

        if (_problems.Count == 0) return cases;
        var more = _problems.Count > MaxProblems ? [$"{_file}: …and {_problems.Count - MaxProblems} more problems."] : Array.Empty<string>();
        throw new UsageException(string.Join(Environment.NewLine, _problems.Take(MaxProblems).Concat(more)));
    }

    private JsonElement Parse(string json)
    {
        try
        {
            return JsonElement.Parse(json, new JsonDocumentOptions { MaxDepth = MaxDepth });
        }
        catch (JsonException exception)
        {
            throw new UsageException($"{_file}: not a JSON file. {exception.Message}");
        }
    }

    private AudienceCase? ReadCase(JsonElement element, int index)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            Report(index, null, $"expected an object, found {Shown(element)}");
            return null;
        }

        var before = _problems.Count;
        var expected = ReadExpected(element, index);
        var read = new AudienceCase(
            ReadId(element, index), ReadExpression(element, index), ReadProfile(element, index, expected), ReadNow(element, index), expected, ReadRecords(element, index));
        return _problems.Count == before ? read : null;
    }

    private static string ReadId(JsonElement element, int index)
    {
        if (!element.TryGetProperty("id", out var id)) return string.Create(CultureInfo.InvariantCulture, $"[{index}]");
        return id.ValueKind == JsonValueKind.String ? id.GetString()! : id.GetRawText();
    }

    private Expression ReadExpression(JsonElement element, int index)
    {
        const string accepted = "expected an expression: a string, or pql/json as an object";
        if (!element.TryGetProperty("pql", out var pql)) Report(index, "pql", $"is missing; {accepted}");
        else if (pql.ValueKind == JsonValueKind.Object) return new Expression(OrleansSegmentation.Pql.PqlFormat.Json, pql.GetRawText());
        else if (pql.ValueKind == JsonValueKind.String && TryGetText(pql, index, "pql") is { } text) return Expression.Detect(text);
        else if (pql.ValueKind != JsonValueKind.String) Report(index, "pql", $"{accepted}, found {Shown(pql)}");
        return Expression.Detect("");
    }

    private JsonElement ReadProfile(JsonElement element, int index, CaseOutcome expected)
    {
        if (!element.TryGetProperty("profile", out var profile))
        {
            // An expression that has to be refused needs no profile.
            if (expected != CaseOutcome.Error) Report(index, "profile", "is missing; expected the profile as an object");
            return EmptyProfile;
        }

        if (profile.ValueKind == JsonValueKind.Object) return profile;
        if (expected != CaseOutcome.Error) Report(index, "profile", $"expected the profile as an object, found {Shown(profile)}");
        return EmptyProfile;
    }

    private long ReadNow(JsonElement element, int index)
    {
        if (!element.TryGetProperty("now", out var now) || now.ValueKind == JsonValueKind.Null) return _defaultNowMs;
        if (Instant.TryParse(now, out var ms)) return ms;
        Report(index, "now", $"expected {Instant.Accepted}, found {Shown(now)}");
        return 0;
    }

    private CaseOutcome ReadExpected(JsonElement element, int index)
    {
        const string accepted = "expected true, false or \"error\"";
        if (!element.TryGetProperty("expect", out var expect)) Report(index, "expect", $"is missing; {accepted}");
        else if (expect.ValueKind == JsonValueKind.True) return CaseOutcome.True;
        else if (expect.ValueKind == JsonValueKind.String && expect.ValueEquals("error")) return CaseOutcome.Error;
        else if (expect.ValueKind != JsonValueKind.False) Report(index, "expect", $"{accepted}, found {Shown(expect)}");
        return CaseOutcome.False;
    }

    private SchemaRecords? ReadRecords(JsonElement element, int index)
    {
        if (!element.TryGetProperty("records", out var records) || records.ValueKind == JsonValueKind.Null) return null;
        try
        {
            return SchemaRecords.FromJson(records);
        }
        catch (JsonException exception)
        {
            Report(index, "records", $"expected {{ \"schema\": {{ \"key\": record }} }}. {exception.Message}");
            return null;
        }
    }

    private string? TryGetText(JsonElement element, int index, string field)
    {
        try
        {
            return element.GetString();
        }
        catch (InvalidOperationException)
        {
            Report(index, field, "the string holds half of a surrogate pair");
            return null;
        }
    }

    private void Report(int index, string? field, string problem) =>
        _problems.Add(string.Create(CultureInfo.InvariantCulture, $"{_file}: [{index}]{(field is null ? "" : $".{field}")}: {problem}."));

    private static string Shown(JsonElement element)
    {
        const int longest = 60;
        var text = element.GetRawText();
        return text.Length <= longest ? text : $"{text[..longest]}…";
    }
}
