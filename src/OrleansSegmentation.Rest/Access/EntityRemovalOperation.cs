using Microsoft.AspNetCore.Http;
using OrleansSegmentation.Rest.Errors;
using OrleansSegmentation.Rest.Hosting;

namespace OrleansSegmentation.Rest.Access;

/// <summary>Deletes a profile.</summary>
internal static class EntityRemovalOperation
{
    /// <summary>Gets the operation.</summary>
    public static Operation Delete { get; } = new(HttpMethods.Delete, "DeleteEntity", DeleteAsync);

    private static async Task DeleteAsync(ApiCall call)
    {
        if (EntityParameters.ReadIsEvents(call.Query))
        {
            throw WireFaults.Parameter("schema.name", EntitySchema.Event, EntitySchema.Profile);
        }

        await call.Admit().DeleteEntityAsync(EntityParameters.ReadEntity(call.Query), call.Aborted);
        call.Http.Response.StatusCode = StatusCodes.Status202Accepted;
    }
}
