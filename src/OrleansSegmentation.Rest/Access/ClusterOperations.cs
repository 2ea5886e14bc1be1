using Microsoft.AspNetCore.Http;
using OrleansSegmentation.Rest.Hosting;
using OrleansSegmentation.Rest.Paging;

namespace OrleansSegmentation.Rest.Access;

/// <summary>The route that lists the largest identity clusters, so that people who were joined by a shared identity are seen.</summary>
internal static class ClusterOperations
{
    private const int DefaultMinIdentities = 10;
    private const int DefaultLimit = 100;

    public static void Map(SegmentationRoutes routes) => routes.Map(
        "/segment/profiles/clusters", new Operation(HttpMethods.Get, "ListLargestClusters", ListAsync));

    private static async Task ListAsync(ApiCall call)
    {
        var minIdentities = call.Query.Number("minIdentities", 1, int.MaxValue) ?? DefaultMinIdentities;
        var limit = call.Query.Number("limit", 1, PageRequest.MaxLimit) ?? DefaultLimit;
        var clusters = await call.Admit().GetLargestClustersAsync(minIdentities, limit, call.Aborted);
        await call.Http.WriteJsonAsync(StatusCodes.Status200OK, clusters, static (writer, found) =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("children"u8);
            foreach (var cluster in found)
            {
                writer.WriteStartObject();
                writer.WriteString("entityId"u8, cluster.EntityId);
                writer.WriteNumber("identityCount"u8, cluster.IdentityCount);
                writer.WriteStartArray("identities"u8);
                foreach (var identity in cluster.Identities)
                {
                    writer.WriteStartObject();
                    writer.WriteString("id"u8, identity.Id);
                    writer.WriteStartObject("namespace"u8);
                    writer.WriteString("code"u8, identity.Namespace);
                    writer.WriteEndObject();
                    if (identity.IsPrimary)
                    {
                        writer.WriteBoolean("primary"u8, true);
                    }

                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        });
    }
}
