using System.CommandLine;
using OrleansSegmentation.Cli.Import.Sources;
using OrleansSegmentation.Cli.Pql;

namespace OrleansSegmentation.Cli.Import;

/// <summary>The arguments of <c>import</c>.</summary>
/// <param name="tokenVariable">The environment variable with the token.</param>
/// <param name="apiKeyVariable">The environment variable with the API key.</param>
internal sealed class ImportArguments(string tokenVariable, string apiKeyVariable)
{
    private const int MaxRequestsInFlight = 16;
    private const string DevelopmentCredential = "dev"; // what a server in Development mode takes, as it takes any other

    private readonly Argument<string> _file = new("FILE") { Description = "The file to import." };
    private readonly Option<string?> _format = Chosen(new("--format") { Description = "How the records are written; by default the extension says it." });
    private readonly Option<string?> _map = new("--map") { Description = "For CSV and Parquet: which column is which attribute or identity, as JSON." };
    private readonly Option<bool> _printMap = new("--print-map") { Description = "Write a mapping to begin with; import nothing." };
    private readonly Option<string> _url = new("--url") { Description = "The server.", DefaultValueFactory = static _ => "http://127.0.0.1:8080" };
    private readonly Option<string?> _dataset = new("--dataset") { Description = "The dataset of records that name none; else the mapping's, else \"default\"." };
    private readonly Option<string> _organization = new("--org") { Description = "The organisation.", DefaultValueFactory = static _ => "demo@LocalOrg" };
    private readonly Option<string> _sandbox = new("--sandbox") { Description = "The sandbox.", DefaultValueFactory = static _ => "prod" };
    private readonly Option<string?> _token = new("--token") { Description = $"The bearer token; better in the environment variable {tokenVariable}, which other users cannot see." };
    private readonly Option<string?> _apiKey = new("--api-key") { Description = $"The API key; better in the environment variable {apiKeyVariable}." };
    private readonly Option<string?> _state = new("--state") { Description = "Where progress is kept until the import is complete; by default beside FILE, as FILE.import-state." };
    private readonly Option<string?> _rejects = new("--rejects") { Description = "Where to list every record that is not taken, as NDJSON with its line or row in FILE." };
    private readonly Option<int> _requestBytes = new("--request-bytes") { Description = "About how many bytes one request has.", DefaultValueFactory = static _ => ImportOptions.DefaultChunkBytes };
    private readonly Option<int> _inFlight = new("--in-flight") { Description = "How many requests are sent at a time.", DefaultValueFactory = static _ => 3 };
    private readonly Option<int> _giveUpAfter = new("--give-up-after") { Description = "How many seconds one request is tried while the server is busy or away.", DefaultValueFactory = static _ => 600 };
    private readonly Option<bool> _restart = new("--restart") { Description = "Begin an interrupted import anew." };
    private readonly Option<bool> _moved = new("--moved") { Description = "Go on although --url is another: the server has the same data." };

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        Limit(_requestBytes, ImportOptions.MinChunkBytes, ImportOptions.MaxChunkBytes);
        Limit(_inFlight, 1, MaxRequestsInFlight);
        Limit(_giveUpAfter, 0, 1_000_000);
        command.Add(_file);
        foreach (var option in (Option[])[_format, _map, _printMap, _url, _dataset, _organization, _sandbox, _token, _apiKey, _state, _rejects, _requestBytes, _inFlight, _giveUpAfter, _restart, _moved])
            command.Add(option);
    }

    /// <summary>Tells whether only a mapping is asked for.</summary>
    public bool PrintsMap(ParseResult result) => result.GetValue(_printMap);

    /// <summary>Returns the full path of the file.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public string FileOf(ParseResult result)
    {
        var path = result.GetValue(_file)!;
        return File.Exists(path) ? Path.GetFullPath(path) : throw new UsageException($"{path}: there is no such file.");
    }

    /// <summary>Returns how the file is written.</summary>
    /// <exception cref="UsageException">Neither the option nor the extension says it.</exception>
    public SourceFormat FormatOf(ParseResult result) => SourceFormats.Find(result.GetValue(_file)!, result.GetValue(_format));

    /// <summary>Reads all options.</summary>
    /// <exception cref="UsageException">One is wrong.</exception>
    public ImportOptions Read(ParseResult result)
    {
        var file = FileOf(result);
        var dataset = result.GetValue(_dataset);
        if (dataset is not null && !DatasetName.IsValid(dataset)) throw new UsageException($"--dataset takes {DatasetName.Accepted}, not '{dataset}'.");
        return new ImportOptions(
            file, FormatOf(result), result.GetValue(_map), new ImportDestination(
                ServerOf(result.GetValue(_url)!), dataset, result.GetValue(_organization)!, result.GetValue(_sandbox)!,
                result.GetValue(_token) ?? Environment.GetEnvironmentVariable(tokenVariable) ?? DevelopmentCredential,
                result.GetValue(_apiKey) ?? Environment.GetEnvironmentVariable(apiKeyVariable) ?? DevelopmentCredential),
            Path.GetFullPath(result.GetValue(_state) ?? $"{file}.import-state"), result.GetValue(_rejects), result.GetValue(_requestBytes),
            result.GetValue(_inFlight), TimeSpan.FromSeconds(result.GetValue(_giveUpAfter)), result.GetValue(_restart), result.GetValue(_moved));
    }

    private static Uri ServerOf(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.Query.Length == 0
            ? address
            : throw new UsageException($"--url takes an address such as http://127.0.0.1:8080, not '{url}'.");

    private static Option<string?> Chosen(Option<string?> option)
    {
        option.AcceptOnlyFromAmong(SourceFormats.Names);
        return option;
    }

    private static void Limit(Option<int> option, int min, int max) => option.Validators.Add(result =>
    {
        if (result.GetValueOrDefault<int>() is var value && (value < min || value > max)) result.AddError($"{option.Name} takes a number from {min} to {max}.");
    });
}
