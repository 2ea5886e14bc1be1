using OrleansSegmentation.Contracts.Faults;

namespace OrleansSegmentation.Client;

/// <summary>The faults that say "there is no such thing here".</summary>
public static class UnknownResource
{
    /// <summary>The code of an unknown job.</summary>
    public const string JobCode = "SEG-JOB001-404";

    /// <summary>The code of an unknown definition.</summary>
    public const string DefinitionCode = "SEG-DEF001-404";

    /// <summary>The code of an unknown merge policy.</summary>
    public const string MergePolicyCode = "SEG-MRG001-404";

    /// <summary>The code of an unknown schedule.</summary>
    public const string ScheduleCode = "SEG-SCH001-404";

    /// <summary>Returns the sentence about an unknown job.</summary>
    /// <param name="id">As the caller wrote it.</param>
    public static string JobMessage(string id) => $"Segment job {id} does not exist.";

    /// <summary>Returns the sentence about an unknown definition.</summary>
    /// <param name="id">As the caller wrote it.</param>
    public static string DefinitionMessage(string id) => $"Segment definition {id} does not exist.";

    /// <summary>Returns the sentence about an unknown merge policy.</summary>
    /// <param name="id">As the caller wrote it.</param>
    public static string MergePolicyMessage(string id) => $"Merge policy {id} does not exist.";

    /// <summary>Returns the exception for an unknown job.</summary>
    public static SegmentationException Job(Guid id) => Job(id.ToString("D"));

    /// <summary>Returns the exception for an unknown job, or for an id that cannot be one.</summary>
    public static SegmentationException Job(string id) =>
        new(ServiceFault.Of(JobCode, "Unknown segment job.", JobMessage(id)));

    /// <summary>Returns the exception for an unknown definition.</summary>
    public static SegmentationException Definition(Guid id) => Definition(id.ToString("D"));

    /// <summary>Returns the exception for an unknown definition, or for an id that cannot be one.</summary>
    public static SegmentationException Definition(string id) =>
        new(ServiceFault.Of(DefinitionCode, "Unknown segment definition.", DefinitionMessage(id)));

    /// <summary>Returns the exception for an unknown merge policy, or for an id that cannot be one.</summary>
    public static SegmentationException MergePolicy(string id) =>
        new(ServiceFault.Of(MergePolicyCode, "Unknown merge policy.", MergePolicyMessage(id)));

    /// <summary>Returns the exception for an unknown system job, or for an id that cannot be one.</summary>
    public static SegmentationException SystemJob(string id) =>
        new(ServiceFault.Of("SEG-SYS001-404", "Unknown system job.", $"System job {id} does not exist."));

    /// <summary>Returns the exception for an unknown schedule, or for an id that cannot be one.</summary>
    public static SegmentationException Schedule(string id) =>
        new(ServiceFault.Of(ScheduleCode, "Unknown schedule.", $"Schedule {id} does not exist."));
}
