using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;
using OrleansSegmentation.Rest.Errors;
using OrleansSegmentation.Rest.Hosting;

namespace OrleansSegmentation.Rest.Bodies;

/// <summary>Which content types a route takes.</summary>
internal static class ContentTypeRule
{
    private const string Json = "application/json";
    private const string Ndjson = "application/x-ndjson";

    /// <summary>Refuses a request that has a body of another type; a request without a body passes.</summary>
    public static void Check(HttpRequest request, BodyRule rule)
    {
        if (rule is not (BodyRule.Json or BodyRule.Records) || !HasBody(request))
        {
            return;
        }

        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || !(IsJson(type) || (rule == BodyRule.Records && IsNdjson(type)))
            || !(type.Charset.Length == 0 || Unquoted(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase)))
        {
            throw new ContentTypeRefusedException();
        }
    }

    public static bool IsNdjson(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && IsNdjson(type);

    public static bool HasBody(HttpRequest request) =>
        request.ContentLength != 0
        && (request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody ?? request.ContentLength > 0);

    private static bool IsJson(MediaTypeHeaderValue type) =>
        type.MediaType.Equals(Json, StringComparison.OrdinalIgnoreCase)
        || type.MediaType.EndsWith("+json", StringComparison.OrdinalIgnoreCase);

    private static bool IsNdjson(MediaTypeHeaderValue type) => type.MediaType.Equals(Ndjson, StringComparison.OrdinalIgnoreCase);

    private static string Unquoted(Microsoft.Extensions.Primitives.StringSegment text) => HeaderUtilities.RemoveQuotes(text).ToString();
}
