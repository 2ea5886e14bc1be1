using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace OrleansSegmentation.Client;

/// <summary>Adds the client to a service collection.</summary>
public static class SegmentationClientServices
{
    /// <summary>
    /// Adds <see cref="SegmentationCluster"/> over the grain factory of the silo or Orleans client in the same host.
    /// Settings come from <c>Segmentation:Client</c>, then from code. Safe to call twice.
    /// </summary>
    public static IServiceCollection AddSegmentationClient(
        this IServiceCollection services, Action<SegmentationClientOptions>? configure = null)
    {
        services.AddOptions<SegmentationClientOptions>()
            .BindConfiguration("Segmentation:Client")
            .Configure(configure ?? (static _ => { }))
            .ValidateOnStart();
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<SegmentationClientOptions>, SegmentationClientOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<SegmentationCluster>();
        return services;
    }
}
