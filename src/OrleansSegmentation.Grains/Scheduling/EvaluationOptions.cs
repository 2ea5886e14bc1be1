using Microsoft.Extensions.Options;

namespace OrleansSegmentation.Grains.Scheduling;

/// <summary>How one silo does CPU work; bound to <c>Segmentation:Evaluation</c>.</summary>
public sealed class EvaluationOptions
{
    /// <summary>The section of the settings.</summary>
    public const string SectionName = "Segmentation:Evaluation";

    /// <summary>Gets or sets how many threads evaluate, merge and parse.</summary>
    /// <value>Default: 0, one per core. From 0 to 1,024.</value>
    public int Threads { get; set; }

    /// <summary>Gets or sets how many steps an expression may take for one profile; beyond it the job fails, naming the segment.</summary>
    /// <value>Default: 100,000,000. At least 1,000.</value>
    public long MaxStepsPerProfile { get; set; } = 100_000_000;

    /// <summary>Gets the number of threads to start.</summary>
    internal int EffectiveThreads => Threads > 0 ? Threads : Environment.ProcessorCount;
}

/// <summary>Refuses impossible settings at start, by name.</summary>
internal sealed class EvaluationOptionsValidator : IValidateOptions<EvaluationOptions>
{
    /// <inheritdoc />
    public ValidateOptionsResult Validate(string? name, EvaluationOptions options)
    {
        if (options.Threads is < 0 or > 1024)
            return ValidateOptionsResult.Fail($"{EvaluationOptions.SectionName}:Threads must be from 0 (one per core) to 1024: {options.Threads}.");
        if (options.MaxStepsPerProfile < 1_000)
            return ValidateOptionsResult.Fail($"{EvaluationOptions.SectionName}:MaxStepsPerProfile must be at least 1000: {options.MaxStepsPerProfile}.");
        return ValidateOptionsResult.Success;
    }
}
