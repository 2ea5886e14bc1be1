using System.Text.Json;
using OrleansSegmentation.Client;
using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Contracts.Sandboxes;

namespace OrleansSegmentation.Rest.Tests.Hosting;

/// <summary>Someone who works in the sandbox <c>prod</c> of an organisation of their own, over HTTP.</summary>
public sealed class SandboxUser : IDisposable
{
    /// <summary>Ten profiles: four in the US (two of them gold), three in Germany (one gold), three in France.</summary>
    public const string TenProfiles =
        """
        {"identityMap":{"crmid":[{"id":"1","primary":true}],"Email":[{"id":"a@example.com"}]},"workAddress":{"country":"US"},"loyalty":{"tier":"gold"}}
        {"identityMap":{"crmid":[{"id":"2","primary":true}],"Email":[{"id":"b@example.com"}]},"workAddress":{"country":"US"},"loyalty":{"tier":"gold"}}
        {"identityMap":{"crmid":[{"id":"3","primary":true}]},"workAddress":{"country":"US"}}
        {"identityMap":{"crmid":[{"id":"4","primary":true}]},"workAddress":{"country":"US"},"loyalty":{"tier":"silver"}}
        {"identityMap":{"crmid":[{"id":"5","primary":true}]},"workAddress":{"country":"DE"},"loyalty":{"tier":"gold"}}
        {"identityMap":{"crmid":[{"id":"6","primary":true}]},"workAddress":{"country":"DE"}}
        {"identityMap":{"crmid":[{"id":"7","primary":true}]},"workAddress":{"country":"DE"}}
        {"identityMap":{"crmid":[{"id":"8","primary":true}]},"workAddress":{"country":"FR"}}
        {"identityMap":{"crmid":[{"id":"9","primary":true}]},"workAddress":{"country":"FR"}}
        {"identityMap":{"crmid":[{"id":"10","primary":true}]},"workAddress":{"country":"FR"}}
        """;

    public const string InTheUs = "workAddress.country = \"US\"";
    public const string Gold = "loyalty.tier = \"gold\"";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    internal SandboxUser(Uri server, SegmentationCluster cluster, string organization)
    {
        Organization = organization;
        Api = new ApiClient(server, organization);
        SandboxId = SandboxDescriptor.DeriveId(organization, "prod");
        Cluster = cluster.GetSandbox(new SandboxDescriptor(SandboxId, organization, "prod", "production", IsDefault: true, "Production"));
    }

    public string Organization { get; }

    public Guid SandboxId { get; }

    public ApiClient Api { get; }

    /// <summary>Gets the same sandbox through the .NET client.</summary>
    public SegmentationClient Cluster { get; }

    public async Task<JsonElement> IngestAsync(string ndjson)
    {
        var content = ApiClient.Content(ndjson, "application/x-ndjson");
        return (await Api.SendAsync(HttpMethod.Post, "~/ingest/profiles?datasetId=crm", content)).Expect(200).Json;
    }

    /// <summary>Creates a definition and returns its id.</summary>
    public async Task<string> DefineAsync(string name, string pql) =>
        (await Api.PostAsync("~/segment/definitions", Definition(name, pql))).Expect(200).Json.GetProperty("id").GetString()!;

    /// <summary>Creates a job and returns it as answered.</summary>
    public async Task<JsonElement> SubmitAsync(params string[] segmentIds) =>
        (await Api.PostAsync("~/segment/jobs", Submission(segmentIds))).Expect(200).Json;

    /// <summary>Creates a job, waits for its end and returns it as read then.</summary>
    public async Task<JsonElement> RunAsync(params string[] segmentIds) =>
        await FinishAsync((await SubmitAsync(segmentIds)).GetProperty("id").GetString()!);

    /// <summary>Waits for the end of a job and reads it.</summary>
    public async Task<JsonElement> FinishAsync(string jobId)
    {
        using var patience = new CancellationTokenSource(Patience);
        await Cluster.GetJob(Guid.Parse(jobId)).WaitForCompletionAsync(patience.Token);
        return await ReadAsync(jobId);
    }

    public async Task<JsonElement> ReadAsync(string jobId) => (await Api.GetAsync($"~/segment/jobs/{jobId}")).Expect(200).Json;

    /// <summary>Waits until a job has a state and reads it.</summary>
    internal async Task<JsonElement> WaitForAsync(string jobId, SegmentJobStatus status)
    {
        using var patience = new CancellationTokenSource(Patience);
        while ((await Cluster.GetJob(Guid.Parse(jobId)).GetAsync(patience.Token)).Status != status)
        {
            await Task.Yield();
        }

        return await ReadAsync(jobId);
    }

    public static string Definition(string name, string pql) => Definition(name, "pql/text", JsonSerializer.Serialize(pql));

    public static string Definition(string name, string format, string value) =>
        $$$"""{"name":{{{JsonSerializer.Serialize(name)}}},"expression":{"type":"PQL","format":"{{{format}}}","value":{{{value}}}},"schema":{"name":"_xdm.context.profile"}}""";

    public static string Submission(IEnumerable<string> segmentIds) =>
        $"[{string.Join(',', segmentIds.Select(static id => $$"""{"segmentId":"{{id}}"}"""))}]";

    public void Dispose() => Api.Dispose();
}
