using Microsoft.Extensions.Options;

namespace OrleansSegmentation.Grains.Runs;

/// <summary>How runners drive partitions; bound to <c>Segmentation:Runs</c>.</summary>
public sealed class SegmentRunOptions
{
    /// <summary>The section of the settings.</summary>
    public const string SectionName = "Segmentation:Runs";

    /// <summary>Gets or sets how many partitions a job asks at once. CPU use is bounded by the pools of the silos, not by this.</summary>
    /// <value>Default: 64. From 1 to 4,096.</value>
    public int MaxParallelPartitions { get; set; } = 64;

    /// <summary>Gets or sets how often a partition is asked before the job fails.</summary>
    /// <value>Default: 5. From 1 to 100.</value>
    public int MaxAttempts { get; set; } = 5;

    /// <summary>Gets or sets the pause before the second attempt; each further pause is 2.5 times as long, up to <see cref="MaxRetryDelay"/>.</summary>
    /// <value>Default: 0.2 seconds. More than zero.</value>
    public TimeSpan MinRetryDelay { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Gets or sets the longest pause between two attempts.</summary>
    /// <value>Default: 5 seconds. At least <see cref="MinRetryDelay"/>.</value>
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Gets or sets how long a partition may be silent before it is asked again.</summary>
    /// <value>Default: 30 seconds. At least 1 second.</value>
    public TimeSpan NoProgressLimit { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets or sets how often a runner tells the sandbox that it lives, and how far it is.</summary>
    /// <value>Default: 1 second. From 10 milliseconds to 5 seconds.</value>
    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Returns the pause after a failed attempt.</summary>
    /// <param name="attempt">1 for the first.</param>
    internal TimeSpan RetryDelayAfter(int attempt)
    {
        var ticks = MinRetryDelay.Ticks * Math.Pow(2.5, attempt - 1); // may be far beyond what a TimeSpan holds
        return ticks < MaxRetryDelay.Ticks ? TimeSpan.FromTicks((long)ticks) : MaxRetryDelay;
    }
}

/// <summary>Refuses impossible settings at start, by name.</summary>
internal sealed class SegmentRunOptionsValidator : IValidateOptions<SegmentRunOptions>
{
    /// <inheritdoc />
    public ValidateOptionsResult Validate(string? name, SegmentRunOptions options)
    {
        var problems = new List<string>();
        Require(options.MaxParallelPartitions is >= 1 and <= 4096, "MaxParallelPartitions must be from 1 to 4096", options.MaxParallelPartitions);
        Require(options.MaxAttempts is >= 1 and <= 100, "MaxAttempts must be from 1 to 100", options.MaxAttempts);
        Require(options.MinRetryDelay > TimeSpan.Zero, "MinRetryDelay must be more than zero", options.MinRetryDelay);
        Require(options.MaxRetryDelay >= options.MinRetryDelay, "MaxRetryDelay must be at least MinRetryDelay", options.MaxRetryDelay);
        Require(options.NoProgressLimit >= TimeSpan.FromSeconds(1), "NoProgressLimit must be at least 00:00:01", options.NoProgressLimit);
        Require(
            options.HeartbeatInterval >= TimeSpan.FromMilliseconds(10) && options.HeartbeatInterval <= TimeSpan.FromSeconds(5),
            "HeartbeatInterval must be from 00:00:00.01 to 00:00:05", options.HeartbeatInterval);
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);

        void Require<T>(bool holds, string rule, T value)
        {
            if (!holds) problems.Add($"{SegmentRunOptions.SectionName}:{rule}: {value}.");
        }
    }
}
