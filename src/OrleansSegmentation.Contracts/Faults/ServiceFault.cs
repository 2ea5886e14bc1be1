namespace OrleansSegmentation.Contracts.Faults;

/// <summary>Why a call was refused: an expected answer, not an exception. The REST front writes it as the service error body.</summary>
/// <param name="Status">HTTP status; equals the last three digits of the codes.</param>
/// <param name="Title">One short sentence a user can read.</param>
/// <param name="Detail">Longer text with the offending values, or null.</param>
/// <param name="Items">One or more problems; the first one's code names the whole.</param>
/// <param name="RetryAfterSeconds">Set on 429 and 503: when to call again.</param>
[GenerateSerializer, Immutable, Alias("segmentation.fault")]
public sealed record ServiceFault(int Status, string Title, string? Detail, IReadOnlyList<FaultItem> Items, int? RetryAfterSeconds = null)
{
    /// <summary>Creates a fault of one problem; the status is taken from the code.</summary>
    /// <param name="code">For example <c>SEG-JOB001-404</c>.</param>
    /// <param name="title">One short sentence.</param>
    /// <param name="message">What was found and what is accepted; null repeats the title.</param>
    /// <param name="field">The query parameter or JSON path, or null.</param>
    public static ServiceFault Of(string code, string title, string? message = null, string? field = null) =>
        new(StatusOf(code), title, message, [new FaultItem(code, message ?? title, field)]);

    /// <summary>Creates a fault that goes away by itself.</summary>
    /// <param name="code">For example <c>SEG-GEN010-503</c>.</param>
    /// <param name="retryAfterSeconds">When to call again.</param>
    /// <param name="title">One short sentence.</param>
    /// <param name="message">What was found and what to do.</param>
    public static ServiceFault Busy(string code, int retryAfterSeconds, string title, string message) =>
        Of(code, title, message) with { RetryAfterSeconds = retryAfterSeconds };

    /// <summary>Reads the HTTP status at the end of a code.</summary>
    public static int StatusOf(string code) => int.Parse(code.AsSpan(code.Length - 3), provider: null);
}

/// <summary>One problem of a <see cref="ServiceFault"/>.</summary>
/// <param name="Code">Stable code, <c>SEG-area-number-status</c>.</param>
/// <param name="Message">What was found and what is accepted.</param>
/// <param name="Field">The query parameter or JSON path, or null.</param>
/// <param name="Location">Where in a PQL text, or null.</param>
[GenerateSerializer, Immutable, Alias("segmentation.fault-item")]
public sealed record FaultItem(string Code, string Message, string? Field = null, TextLocation? Location = null);

/// <summary>A place in a PQL text.</summary>
/// <param name="Start">Zero-based, UTF-16 units.</param>
/// <param name="Length">UTF-16 units.</param>
/// <param name="Line">One-based.</param>
/// <param name="Column">One-based, UTF-16 units.</param>
[GenerateSerializer, Immutable, Alias("segmentation.text-location")]
public sealed record TextLocation(int Start, int Length, int Line, int Column);

/// <summary>A value, or the reason why there is none.</summary>
[GenerateSerializer, Immutable, Alias("segmentation.result`1")]
public sealed record ServiceResult<T>(T? Value, ServiceFault? Fault)
    where T : class
{
    /// <summary>Wraps a value.</summary>
    public static implicit operator ServiceResult<T>(T value) => new(value, null);

    /// <summary>Wraps a fault.</summary>
    public static implicit operator ServiceResult<T>(ServiceFault fault) => new(null, fault);
}
