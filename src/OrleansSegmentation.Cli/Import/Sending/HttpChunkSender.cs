using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization;
using OrleansSegmentation.Cli.Import.Reporting;
using OrleansSegmentation.Cli.Import.Sources;

namespace OrleansSegmentation.Cli.Import.Sending;

/// <summary>Sends chunks to <c>POST /ingest/profiles</c>, the same bytes again as long as trying again can help.</summary>
internal sealed class HttpChunkSender : IChunkSender, IDisposable
{
    private const string IngestPath = "data/core/ups/ingest/profiles";
    private static readonly TimeSpan AttemptLimit = TimeSpan.FromMinutes(5);
    private static readonly MediaTypeHeaderValue Ndjson = new("application/x-ndjson");

    private readonly HttpClient _http;
    private readonly Uri _address;
    private readonly DateTimeOffset _startedAt;
    private readonly RetryDelays _delays;
    private readonly TimeSpan _giveUpAfter;
    private readonly ImportMeter _meter;
    private readonly TimeProvider _clock;

    /// <summary>Prepares sending.</summary>
    /// <param name="http">Transport; closed with this.</param>
    /// <param name="destination">Where to, and on whose behalf.</param>
    /// <param name="startedAt">When the import began: the time of records of the first chunk that name none.</param>
    /// <param name="giveUpAfter">How long one chunk is tried.</param>
    /// <param name="meter">Told of waiting.</param>
    /// <param name="clock">The time.</param>
    public HttpChunkSender(HttpClient http, ImportDestination destination, DateTimeOffset startedAt, TimeSpan giveUpAfter, ImportMeter meter, TimeProvider clock)
    {
        _http = http;
        _http.Timeout = Timeout.InfiniteTimeSpan;
        var headers = _http.DefaultRequestHeaders;
        headers.Authorization = new AuthenticationHeaderValue("Bearer", destination.Token);
        headers.Add("x-api-key", destination.ApiKey);
        headers.Add("x-gw-ims-org-id", destination.Organization);
        headers.Add("x-sandbox-name", destination.Sandbox);
        var dataset = destination.Dataset is null ? "" : $"&datasetId={Uri.EscapeDataString(destination.Dataset)}";
        var root = destination.Server.AbsoluteUri;
        _address = new Uri($"{root}{(root.EndsWith('/') ? "" : "/")}{IngestPath}?maxErrors={Chunk.MaxRecords}{dataset}");
        _startedAt = startedAt;
        _giveUpAfter = giveUpAfter;
        _delays = new RetryDelays(clock);
        _meter = meter;
        _clock = clock;
    }

    public async Task<IngestAnswer> SendAsync(Chunk chunk, CancellationToken cancellationToken)
    {
        var firstFailure = default(long?);
        for (var attempt = 0; ; attempt++)
        {
            var (answer, problem, retryAfter) = await TryAsync(chunk, cancellationToken);
            if (answer is not null) return answer;

            firstFailure ??= _clock.GetTimestamp();
            var delay = _delays.Next(attempt, retryAfter);
            if (_clock.GetElapsedTime(firstFailure.Value) + delay > _giveUpAfter)
                throw new ServerUnreachableException($"{problem} Tried {attempt + 1} times; --give-up-after {_giveUpAfter.TotalSeconds:0} ended it.");
            _meter.NoteRetry(problem!);
            await Task.Delay(delay, _clock, cancellationToken);
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<(IngestAnswer? Answer, string? Problem, RetryConditionHeaderValue? RetryAfter)> TryAsync(Chunk chunk, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(AttemptLimit, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, AddressOf(chunk)) { Content = new ReadOnlyMemoryContent(chunk.Body) };
            request.Content.Headers.ContentType = Ndjson;
            using var response = await _http.SendAsync(request, either.Token);
            if (response.StatusCode == HttpStatusCode.OK)
            {
                await using var body = await response.Content.ReadAsStreamAsync(either.Token);
                var answer = await JsonSerializer.DeserializeAsync(body, IngestAnswerJson.Default.IngestAnswer, either.Token);
                return (answer ?? throw new JsonException("it is null."), null, null);
            }

            var problem = ServerProblem.Describe(response.StatusCode, await response.Content.ReadAsStringAsync(either.Token));
            return IsTransient(response.StatusCode)
                ? (null, $"{_address.GetLeftPart(UriPartial.Authority)} answered {problem}", response.Headers.RetryAfter)
                : throw new ServerRefusedException($"{_address.GetLeftPart(UriPartial.Authority)} refused the import: {problem}{Advice(response.StatusCode)}");
        }
        catch (JsonException exception)
        {
            throw new ServerRefusedException($"{_address.GetLeftPart(UriPartial.Authority)} is not such a server: its answer is not the receipt of an import. {exception.Message}");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return (null, $"{_address.GetLeftPart(UriPartial.Authority)} cannot be reached. {exception.Message}", null);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return (null, $"{_address.GetLeftPart(UriPartial.Authority)} did not answer within {AttemptLimit.TotalMinutes:0} minutes.", null);
        }
    }

    // Later chunks get later times, so that the last record of a file wins in whatever order the requests arrive, also the second time.
    private Uri AddressOf(Chunk chunk) => new(string.Create(
        CultureInfo.InvariantCulture, $"{_address.AbsoluteUri}&timestamp={_startedAt.AddMilliseconds(chunk.Number).UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}"));

    private static bool IsTransient(HttpStatusCode status) =>
        status is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout || (int)status >= 500 && status != HttpStatusCode.NotImplemented;

    private static string Advice(HttpStatusCode status) => status switch
    {
        HttpStatusCode.RequestEntityTooLarge => " A smaller --request-bytes, with --restart, keeps requests below that.",
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => " --token, --api-key and --org say on whose behalf records are sent.",
        _ => "",
    };
}

/// <summary>The JSON of receipts.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(IngestAnswer))]
internal sealed partial class IngestAnswerJson : JsonSerializerContext;
