using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using OrleansSegmentation.Rest.Hosting;

namespace OrleansSegmentation.Rest.Health;

/// <summary>Tells whoever runs the server whether it lives and whether it can answer.</summary>
internal static class HealthOperations
{
    /// <summary>How long one check may take before it counts as failed.</summary>
    public static readonly TimeSpan CheckTimeout = TimeSpan.FromSeconds(5);

    private const int RetryAfterSeconds = 5;

    public static void Map(SegmentationRoutes routes)
    {
        routes.MapRoot("/healthz", RequiredHeaders.None, new Operation(HttpMethods.Get, "Live", LiveAsync));
        routes.MapRoot("/readyz", RequiredHeaders.None, new Operation(HttpMethods.Get, "Ready", ReadyAsync));
    }

    private static Task LiveAsync(ApiCall call) =>
        call.Http.WriteJsonAsync(StatusCodes.Status200OK, HealthModel.Ok, RestJson.Readable.HealthModel);

    private static async Task ReadyAsync(ApiCall call)
    {
        var report = await call.Http.RequestServices.GetRequiredService<HealthCheckService>().CheckHealthAsync(call.Aborted);
        if (report.Status == HealthStatus.Healthy)
        {
            await LiveAsync(call);
            return;
        }

        var checks = report.Entries.ToDictionary(
            static entry => entry.Key, static entry => entry.Value.Status == HealthStatus.Healthy ? "ok" : "unavailable");
        call.Http.Response.Headers.RetryAfter = RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
        await call.Http.WriteJsonAsync(
            StatusCodes.Status503ServiceUnavailable, new HealthModel("unavailable", checks), RestJson.Readable.HealthModel);
    }
}

/// <summary>The state of the server.</summary>
internal sealed record HealthModel(string Status, IReadOnlyDictionary<string, string>? Checks)
{
    /// <summary>Gets the state in which everything answers.</summary>
    public static HealthModel Ok { get; } = new("ok", null);
}
