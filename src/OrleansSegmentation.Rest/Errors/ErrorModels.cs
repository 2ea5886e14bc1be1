using System.Text.Json.Serialization;
using OrleansSegmentation.Contracts.Faults;

namespace OrleansSegmentation.Rest.Errors;

/// <summary>The exact two fields of a refusal by the gateway.</summary>
internal sealed record GatewayErrorModel(
    [property: JsonPropertyName("error_code")] string ErrorCode, [property: JsonPropertyName("message")] string Message)
{
    /// <summary>Gets the HTTP status: the first three digits of the code.</summary>
    [JsonIgnore]
    public int Status => int.Parse(ErrorCode.AsSpan(0, 3), provider: null);
}

/// <summary>The body that answers a wrong content type.</summary>
internal sealed record ContentTypeErrorModel(string Type, int Status, string Title, string Detail);

/// <summary>The body of every other error.</summary>
internal sealed record ServiceErrorModel(
    string RequestId, string Type, string Title, int Status, string? Detail,
    IReadOnlyDictionary<string, IReadOnlyList<ErrorItemModel>> Errors)
{
    /// <summary>Gets the first message once more, where the public dialect has it.</summary>
    public string? Message { get; init; }

    /// <summary>Gets the status once more as text, where the public dialect has it.</summary>
    public string? StatusCode { get; init; }
}

/// <summary>What stands in a bulk answer for something that does not exist.</summary>
internal sealed record MissingItemModel(string RequestId, IReadOnlyDictionary<string, IReadOnlyList<ErrorItemModel>> Errors);

/// <summary>One problem.</summary>
internal sealed record ErrorItemModel(string Code, string? Field, string Message, TextLocation? Location, bool? Retryable);
