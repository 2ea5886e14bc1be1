using OrleansSegmentation.Contracts.Faults;

namespace OrleansSegmentation.Client;

/// <summary>A call was refused or could not be answered. Branch on <see cref="Code"/>, never on the text.</summary>
public sealed class SegmentationException : Exception
{
    /// <summary>Creates the exception for a fault.</summary>
    /// <param name="fault">Why the call was refused.</param>
    /// <param name="inner">The technical cause, or null.</param>
    public SegmentationException(ServiceFault fault, Exception? inner = null)
        : base(fault.Detail ?? fault.Title, inner) => Fault = fault;

    /// <summary>Gets why the call was refused.</summary>
    public ServiceFault Fault { get; }

    /// <summary>Gets the code of the first problem, for example <c>SEG-JOB004-400</c>.</summary>
    public string Code => Fault.Items[0].Code;

    /// <summary>Gets a value indicating whether the same call can succeed later: 429 and 503.</summary>
    public bool IsTransient => Fault.Status is 429 or 503;
}
