using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using OrleansSegmentation.Rest.Access;
using OrleansSegmentation.Rest.Collection;
using OrleansSegmentation.Rest.Definitions;
using OrleansSegmentation.Rest.Explanations;
using OrleansSegmentation.Rest.Health;
using OrleansSegmentation.Rest.Ingest;
using OrleansSegmentation.Rest.Jobs;
using OrleansSegmentation.Rest.Members;
using OrleansSegmentation.Rest.MergePolicies;
using OrleansSegmentation.Rest.Removals;
using OrleansSegmentation.Rest.Sandboxes;
using OrleansSegmentation.Rest.Schedules;

namespace OrleansSegmentation.Rest.Hosting;

/// <summary>Maps the API.</summary>
public static class SegmentationEndpoints
{
    /// <summary>
    /// Maps every route of the API, and an answer of the same form for every path that no other endpoint takes.
    /// Needs <see cref="SegmentationRestServices.AddSegmentationRest"/> and a grain factory.
    /// </summary>
    public static IEndpointRouteBuilder MapSegmentation(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var application = endpoints.CreateApplicationBuilder();
        application.UseResponseCompression();
        application.Run(endpoints.ServiceProvider.GetRequiredService<ApiPipeline>().InvokeAsync);

        var routes = new SegmentationRoutes(endpoints, application.Build());
        JobOperations.Map(routes);
        DefinitionOperations.Map(routes);
        MemberOperations.Map(routes);
        EntityOperations.Map(routes);
        ClusterOperations.Map(routes);
        ConversionOperations.Map(routes);
        ExplanationOperations.Map(routes);
        MergePolicyOperations.Map(routes);
        ScheduleOperations.Map(routes);
        IngestOperations.Map(routes);
        SystemJobOperations.Map(routes);
        CollectionOperations.Map(routes);
        SandboxOperations.Map(routes);
        Auth.TokenOperations.Map(routes);
        HealthOperations.Map(routes);
        routes.MapUnknown();
        return endpoints;
    }
}
