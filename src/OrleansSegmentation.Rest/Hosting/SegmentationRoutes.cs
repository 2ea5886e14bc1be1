using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace OrleansSegmentation.Rest.Hosting;

/// <summary>
/// Maps resources onto endpoints that share one pipeline. An endpoint takes every method of its path, because an unknown method must
/// be answered after the checks of the headers, and with the list of the known ones.
/// </summary>
internal sealed class SegmentationRoutes(IEndpointRouteBuilder endpoints, RequestDelegate pipeline)
{
    /// <summary>The path below which the segmentation API lives.</summary>
    public const string BasePath = "/data/core/ups";

    /// <summary>Maps a resource below the base path; it needs all headers.</summary>
    public void Map(string path, params Operation[] operations) =>
        MapRoot(BasePath + path, RequiredHeaders.CallerAndSandbox, operations);

    /// <summary>Maps a resource at a path of its own; without operations it answers as unknown.</summary>
    public void MapRoot(string pattern, RequiredHeaders headers, params Operation[] operations) =>
        endpoints.Map(pattern, pipeline).WithMetadata(new Resource(pattern, headers, operations)).WithDisplayName(pattern);

    /// <summary>Maps everything else.</summary>
    public void MapUnknown()
    {
        MapRoot("/data/{**path}", RequiredHeaders.CallerAndSandbox);
        MapRoot("/data/foundation/sandbox-management/{**path}", RequiredHeaders.Caller);
        MapRoot("/collection/{**path}", RequiredHeaders.Sender);
        endpoints.MapFallback("{**path}", pipeline)
            .WithMetadata(new Resource("{**path}", RequiredHeaders.None, []))
            .WithDisplayName("unknown path");
    }
}
