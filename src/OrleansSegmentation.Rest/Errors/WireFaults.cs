using Microsoft.AspNetCore.Http;
using OrleansSegmentation.Client;
using OrleansSegmentation.Contracts.Faults;

namespace OrleansSegmentation.Rest.Errors;

/// <summary>The faults that arise between the socket and the client: bodies, parameters, paths.</summary>
internal static class WireFaults
{
    private const int MaxQuotedLength = 100;

    public static SegmentationException NotJson(string problem) =>
        Of("SEG-GEN001-400", "The body is not valid JSON.", problem);

    public static SegmentationException BodyMissing(string accepted) =>
        Of("SEG-GEN002-400", "The body is missing.", $"The body is missing; accepted is {accepted}.");

    public static SegmentationException WrongBodyKind(string found, string accepted) =>
        Of("SEG-GEN002-400", "The body has the wrong form.", $"The body is {found}; accepted is {accepted}.");

    public static SegmentationException Field(string field, string message) =>
        Of("SEG-GEN003-400", "A field of the request is invalid.", message, field);

    public static SegmentationException Parameter(string name, string value, string accepted) =>
        Parameter("SEG-GEN004-400", "A query parameter is invalid.", name, $"'{Quoted(value)}' is not valid for '{name}': accepted is {accepted}.");

    public static SegmentationException Parameter(string code, string title, string name, string message) =>
        Of(code, title, message, name);

    public static SegmentationException UnknownPath(string path) =>
        Of("SEG-GEN005-404", "Unknown path.", $"There is nothing at '{Quoted(path)}'.");

    public static SegmentationException MethodNotAllowed(string method, string allow) =>
        Of("SEG-GEN006-405", "Method not allowed.", $"{Quoted(method)} is not allowed here: accepted are {allow}.");

    public static SegmentationException BodyTooLarge(long maxBytes) =>
        Of("SEG-GEN007-413", "The body is too large.", $"The body is longer than {maxBytes} bytes.");

    public static SegmentationException TooManyRequests(int perMinute, int retryAfterSeconds) => new(
        ServiceFault.Of(
            "SEG-GEN011-429", "Too many requests.",
            $"The organisation sent more than {perMinute} requests in a minute; try again in {retryAfterSeconds} seconds.") with
        { RetryAfterSeconds = retryAfterSeconds });

    public static SegmentationException Unexpected(string requestId) => Of(
        "SEG-GEN009-500", "An unexpected error occurred.",
        $"An unexpected error occurred; the server's log names it under request id {requestId}.");

    /// <summary>Returns the fault for a request that the server itself could not read.</summary>
    public static SegmentationException BadRequest(BadHttpRequestException exception) =>
        exception.StatusCode == StatusCodes.Status413PayloadTooLarge
            ? Of("SEG-GEN007-413", "The body is too large.", "The body is longer than the server accepts.")
            : Of("SEG-GEN001-400", "The request cannot be read.", "The request ended early or is not valid HTTP.");

    /// <summary>Shortens a value for a message.</summary>
    public static string Quoted(string value) =>
        value.Length <= MaxQuotedLength ? value : string.Concat(value.AsSpan(0, MaxQuotedLength), "…");

    public static SegmentationException Of(string code, string title, string message, string? field = null) =>
        new(ServiceFault.Of(code, title, message, field));
}
