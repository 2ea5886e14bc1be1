using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using Request = Azure.Core.Request;

namespace OrleansSegmentation.AzureStorage.Tests.Faults;

/// <summary>Loses requests or answers between the client's retries and the store, as told. Each fault happens once, to the first request it fits.</summary>
internal sealed class FaultyNetwork : HttpPipelinePolicy
{
    private readonly Lock _lock = new();
    private readonly List<(Func<Request, bool> Fits, Func<HttpMessage, ReadOnlyMemory<HttpPipelinePolicy>, ValueTask> Act)> _faults = [];

    private Func<Func<HttpMessage, ReadOnlyMemory<HttpPipelinePolicy>, ValueTask>?> _choose = static () => null;

    /// <summary>Gets the requests that were sent, as method and path.</summary>
    public List<string> Requests { get; } = [];

    /// <summary>Makes a client use this network.</summary>
    public void Use(BlobClientOptions options)
    {
        options.AddPolicy(this, HttpPipelinePosition.PerRetry);
        options.Retry.Mode = RetryMode.Fixed;
        options.Retry.Delay = TimeSpan.FromMilliseconds(1);
        options.Retry.MaxRetries = 2;
    }

    /// <summary>The request does its work, and its answer is lost.</summary>
    public void LoseAnswer(string method, string blob) => Add(method, blob, LostAnswer);

    /// <summary>The request never arrives.</summary>
    public void LoseRequest(string method, string blob) => Add(method, blob, LostRequest);

    /// <summary>Something else happens right before the request arrives.</summary>
    public void Before(string method, string blob, Func<Task> other) => Add(method, blob, async (message, pipeline) =>
    {
        await other();
        await ProcessNextAsync(message, pipeline);
    });

    /// <summary>The request does its work, then something else happens, and then the answer is lost.</summary>
    public void LoseAnswerAfter(string method, string blob, Func<Task> other) => Add(method, blob, async (message, pipeline) =>
    {
        await ProcessNextAsync(message, pipeline);
        await other();
        throw new IOException("The answer was lost (test).");
    });

    /// <summary>From now on, loses requests and answers at random.</summary>
    /// <param name="random">Decides.</param>
    /// <param name="percent">How many of a hundred requests, and as many answers, are lost.</param>
    public void LoseAtRandom(Random random, int percent)
    {
        lock (_lock) _choose = () => random.Next(100) is var chance && chance < percent ? LostRequest : chance < 2 * percent ? LostAnswer : null;
    }

    /// <summary>Returns how many requests of a kind were sent.</summary>
    public int Count(string method, string blob)
    {
        lock (_lock) return Requests.Count(request => request.StartsWith(method, StringComparison.Ordinal) && request.Contains(blob, StringComparison.Ordinal));
    }

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        Func<HttpMessage, ReadOnlyMemory<HttpPipelinePolicy>, ValueTask>? act = null;
        lock (_lock)
        {
            Requests.Add($"{message.Request.Method} {message.Request.Uri.Path}");
            var index = _faults.FindIndex(fault => fault.Fits(message.Request));
            if (index >= 0)
            {
                act = _faults[index].Act;
                _faults.RemoveAt(index);
            }
            else
            {
                act = _choose();
            }
        }

        await (act ?? ProcessNextAsync)(message, pipeline);
    }

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => throw new NotSupportedException();

    private static ValueTask LostRequest(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
        throw new IOException("The request was lost (test).");

    private static async ValueTask LostAnswer(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        await ProcessNextAsync(message, pipeline);
        throw new IOException("The answer was lost (test).");
    }

    private void Add(string method, string blob, Func<HttpMessage, ReadOnlyMemory<HttpPipelinePolicy>, ValueTask> act)
    {
        lock (_lock) _faults.Add((request => request.Method.Method == method && Uri.UnescapeDataString(request.Uri.Path).Contains(blob, StringComparison.Ordinal), act));
    }
}
