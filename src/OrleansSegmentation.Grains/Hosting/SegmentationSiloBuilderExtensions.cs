using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Serialization;
using OrleansSegmentation.Grains.Definitions;
using OrleansSegmentation.Grains.Jobs;
using OrleansSegmentation.Grains.MergePolicies;
using OrleansSegmentation.Grains.Placement;
using OrleansSegmentation.Grains.Replication;
using OrleansSegmentation.Grains.Sandboxes;
using OrleansSegmentation.Grains.Sandboxes.Batches;
using OrleansSegmentation.Grains.Sandboxes.Upkeep;
using OrleansSegmentation.Grains.Schedules;

namespace OrleansSegmentation.Grains.Hosting;

/// <summary>Adds the segmentation service to a silo.</summary>
public static class SegmentationSiloBuilderExtensions
{
    /// <summary>
    /// Adds the segmentation grains and their services. Settings come from <c>Segmentation:Jobs</c>, <c>:Definitions</c>,
    /// <c>:MergePolicies</c>, <c>:Profiles</c>, <c>:Ingest</c>,
    /// <c>:Schedules</c> and <c>:Upkeep</c>; a wrong one stops the start and is named. Safe to call twice.
    /// </summary>
    /// <remarks>Needs an <c>ISegmentationStorage</c>, which a storage provider adds.</remarks>
    public static ISiloBuilder AddSegmentation(this ISiloBuilder silo)
    {
        var services = silo.Services;
        AddOptions<SegmentJobOptions, SegmentJobOptionsValidator>(services, "Segmentation:Jobs");
        AddOptions<SegmentDefinitionOptions, SegmentDefinitionOptionsValidator>(services, "Segmentation:Definitions");
        AddOptions<MergePolicyOptions, MergePolicyOptionsValidator>(services, "Segmentation:MergePolicies");
        AddOptions<ProfileOptions, ProfileOptionsValidator>(services, "Segmentation:Profiles");
        AddOptions<IngestOptions, IngestOptionsValidator>(services, "Segmentation:Ingest");
        AddOptions<ScheduleOptions, ScheduleOptionsValidator>(services, "Segmentation:Schedules");
        AddOptions<UpkeepOptions, UpkeepOptionsValidator>(services, "Segmentation:Upkeep");

        // Callers must hear what went wrong; without this an exception of ours only says that it cannot be serialised.
        services.Configure<ExceptionSerializationOptions>(options => options.SupportedNamespacePrefixes.Add("OrleansSegmentation"));
        services.TryAddSingleton(TimeProvider.System);
        services.AddSegmentationData();
        services.AddSpreadPlacement();
        services.TryAddSingleton<SideThread>();
        services.TryAddSingleton<IExpressionChecker, PqlExpressionChecker>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ILifecycleParticipant<ISiloLifecycle>, SandboxWatch>());
        return silo;
    }

    private static void AddOptions<TOptions, TValidator>(IServiceCollection services, string section)
        where TOptions : class
        where TValidator : class, IValidateOptions<TOptions>
    {
        // Bound once, however often the silo is told to add segmentation.
        if (services.Any(service => service.ServiceType == typeof(IConfigureOptions<TOptions>))) return;
        services.AddOptions<TOptions>().BindConfiguration(section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<TOptions>, TValidator>();
    }
}
