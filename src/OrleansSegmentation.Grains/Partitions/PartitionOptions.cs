using Microsoft.Extensions.Options;

namespace OrleansSegmentation.Grains.Partitions;

/// <summary>How partitions keep profiles and memberships; bound to <c>Segmentation:Profiles</c>.</summary>
public sealed class PartitionOptions
{
    /// <summary>The section of the settings.</summary>
    public const string SectionName = "Segmentation:Profiles";

    /// <summary>Gets or sets how many days a profile that left a segment is remembered as exited.</summary>
    /// <value>Default: 30. From 1 to 3,650.</value>
    public int ExitedRetentionDays { get; set; } = 30;

    /// <summary>Gets or sets how many changed profiles make a partition merge them anew while records still come in.</summary>
    /// <value>Default: 131,072. At least 1.</value>
    public int RefreshRows { get; set; } = 131_072;

    /// <summary>Gets or sets how long no data must have come in before a partition merges whatever has changed.</summary>
    /// <value>Default: 1 second; less than the pauses of a load makes it merge in between. More than zero.</value>
    public TimeSpan QuietTime { get; set; } = TimeSpan.FromSeconds(1);
}

/// <summary>Refuses impossible settings at start, by name.</summary>
internal sealed class PartitionOptionsValidator : IValidateOptions<PartitionOptions>
{
    /// <inheritdoc />
    public ValidateOptionsResult Validate(string? name, PartitionOptions options)
    {
        if (options.ExitedRetentionDays is < 1 or > 3650)
            return ValidateOptionsResult.Fail($"{PartitionOptions.SectionName}:ExitedRetentionDays must be from 1 to 3650: {options.ExitedRetentionDays}.");
        if (options.RefreshRows < 1)
            return ValidateOptionsResult.Fail($"{PartitionOptions.SectionName}:RefreshRows must be at least 1: {options.RefreshRows}.");
        if (options.QuietTime <= TimeSpan.Zero)
            return ValidateOptionsResult.Fail($"{PartitionOptions.SectionName}:QuietTime must be more than zero: {options.QuietTime}.");
        return ValidateOptionsResult.Success;
    }
}
