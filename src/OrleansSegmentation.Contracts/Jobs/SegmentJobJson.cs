using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace OrleansSegmentation.Contracts.Jobs;

/// <summary>Source-generated JSON of the job document: camel case, no nulls.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SegmentJobDocument))]
[JsonSerializable(typeof(JobMetrics))]
[JsonSerializable(typeof(IReadOnlyList<SegmentJobDocument>))]
public sealed partial class SegmentJobJson : JsonSerializerContext
{
    /// <summary>Gets the context that leaves non-ASCII text readable; the API answers with it.</summary>
    public static SegmentJobJson Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
