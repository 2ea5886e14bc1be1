using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using OrleansSegmentation.Client;
using OrleansSegmentation.Contracts.Sandboxes;
using OrleansSegmentation.Rest.Auth;
using OrleansSegmentation.Rest.Errors;
using OrleansSegmentation.Rest.Paging;

namespace OrleansSegmentation.Rest.Hosting;

/// <summary>One request on its way through an operation.</summary>
internal sealed class ApiCall(HttpContext http, string requestId)
{
    private QueryParameters? _query;

    public HttpContext Http { get; } = http;

    public string RequestId { get; } = requestId;

    /// <summary>Gets or sets the sandbox of the call; set when its resource needs one.</summary>
    public SandboxDescriptor? Sandbox { get; set; }

    /// <summary>Gets or sets who called; set when its resource needs a caller.</summary>
    public Caller? Caller { get; set; }

    /// <summary>Gets or sets who sent messages; set when its resource takes messages.</summary>
    public Sender? Sender { get; set; }

    /// <summary>Gets or sets the JSON body; null when there was none.</summary>
    public JsonElement? Body { get; set; }

    public QueryParameters Query => _query ??= new QueryParameters(Http.Request.QueryString);

    public CancellationToken Aborted => Http.RequestAborted;

    /// <summary>Returns a value of the path as it was sent.</summary>
    public string PathValue(string name) => (string)Http.Request.RouteValues[name]!;

    /// <summary>Returns the body, or refuses the call when there is none.</summary>
    public JsonElement RequireBody(string accepted) => Body ?? throw WireFaults.BodyMissing(accepted);

    /// <summary>Counts the request against the rate of its organisation and returns the client of its sandbox: the last check of a call.</summary>
    public SegmentationClient Admit() => Admit(Sandbox!);

    /// <summary>Counts the request against the rate of the sandbox's organisation and returns its client.</summary>
    public SegmentationClient Admit(SandboxDescriptor sandbox)
    {
        Admit(sandbox.OrganizationId);
        return Http.RequestServices.GetRequiredService<SegmentationCluster>().GetSandbox(sandbox);
    }

    /// <summary>Counts the request against the rate of an organisation: the last check of a call.</summary>
    public void Admit(string organizationId) => Http.RequestServices.GetRequiredService<RequestRateLimiter>().Admit(organizationId);
}
