using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace OrleansSegmentation.Rest.Hosting;

/// <summary>Lets pages of configured origins call the API (CORS).</summary>
internal sealed class CrossOriginHeaders(IOptions<HttpOptions> options)
{
    private const string RequestHeaders =
        "authorization, content-type, idempotency-key, x-api-key, x-gw-ims-org-id, x-profile-instance-id, x-request-id, "
        + "x-sandbox-id, x-sandbox-name";

    private const string ExposedHeaders = "Idempotent-Replayed, Retry-After, X-Location, x-request-id, x-segmentation-warning";

    private readonly HashSet<string> _origins = options.Value.AllowedOrigins.ToHashSet(StringComparer.OrdinalIgnoreCase);

    public void Apply(HttpContext http, string allow)
    {
        var origin = http.Request.Headers.Origin.ToString();
        if (_origins.Count == 0 || origin.Length == 0)
        {
            return;
        }

        var headers = http.Response.Headers;
        headers.Append("Vary", "Origin");
        if (!_origins.Contains(origin) && !_origins.Contains("*"))
        {
            return;
        }

        headers.AccessControlAllowOrigin = origin;
        headers.AccessControlExposeHeaders = ExposedHeaders;
        if (HttpMethods.IsOptions(http.Request.Method))
        {
            headers.AccessControlAllowMethods = allow;
            headers.AccessControlAllowHeaders = RequestHeaders;
        }
    }
}
