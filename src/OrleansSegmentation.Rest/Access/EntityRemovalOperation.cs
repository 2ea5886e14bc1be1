using Microsoft.AspNetCore.Http;
using OrleansSegmentation.Rest.Errors;
using OrleansSegmentation.Rest.Hosting;

namespace OrleansSegmentation.Rest.Access;

/// <summary>Deletes a profile.</summary>
internal static class EntityRemovalOperation
{
    private const string Schema = "_xdm.context.profile";

    /// <summary>Gets the operation.</summary>
    public static Operation Delete { get; } = new(HttpMethods.Delete, "DeleteEntity", DeleteAsync);

    private static async Task DeleteAsync(ApiCall call)
    {
        var query = call.Query;
        var schema = query.Text("schema.name");
        if (schema != Schema)
        {
            throw WireFaults.Parameter("schema.name", schema ?? "", Schema);
        }

        var entityId = query.Text("entityId") ?? throw WireFaults.Parameter("entityId", "", "an identity value, or an XID without 'entityIdNS'");
        await call.Admit().DeleteEntityAsync(entityId, query.Text("entityIdNS"), call.Aborted);
        call.Http.Response.StatusCode = StatusCodes.Status202Accepted;
    }
}
