using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using OrleansSegmentation.Grains.Partitions;
using OrleansSegmentation.Grains.Partitions.Evaluation;
using OrleansSegmentation.Grains.Runs;
using OrleansSegmentation.Grains.Scheduling;

namespace OrleansSegmentation.Grains.Replication;

/// <summary>What ingest workers, replicas and runners of a silo need.</summary>
internal static class SegmentationDataServices
{
    /// <summary>Adds the services and options; calling it again changes nothing.</summary>
    public static IServiceCollection AddSegmentationData(this IServiceCollection services)
    {
        services.AddOptions<EvaluationOptions>().BindConfiguration(EvaluationOptions.SectionName).ValidateOnStart();
        services.AddOptions<PartitionOptions>().BindConfiguration(PartitionOptions.SectionName).ValidateOnStart();
        services.AddOptions<SegmentRunOptions>().BindConfiguration(SegmentRunOptions.SectionName).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<EvaluationOptions>, EvaluationOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<PartitionOptions>, PartitionOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SegmentRunOptions>, SegmentRunOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<EvaluationPool>();
        services.TryAddSingleton<ReplicaLogs>();
        services.TryAddSingleton<JobPlanCache>();
        return services;
    }
}
