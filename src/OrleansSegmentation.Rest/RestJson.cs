using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using OrleansSegmentation.Contracts.Ingest;
using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Contracts.MergePolicies;
using OrleansSegmentation.Rest.Auth;
using OrleansSegmentation.Rest.Collection;
using OrleansSegmentation.Rest.Errors;
using OrleansSegmentation.Rest.Health;
using OrleansSegmentation.Rest.Removals;
using OrleansSegmentation.Rest.Sandboxes;
using OrleansSegmentation.Rest.Schedules;

namespace OrleansSegmentation.Rest;

/// <summary>Source-generated JSON of everything but the job document.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(GatewayErrorModel))]
[JsonSerializable(typeof(ContentTypeErrorModel))]
[JsonSerializable(typeof(ServiceErrorModel))]
[JsonSerializable(typeof(MissingItemModel))]
[JsonSerializable(typeof(MergePolicyDocument))]
[JsonSerializable(typeof(ScheduleModel))]
[JsonSerializable(typeof(SegmentListModel))]
[JsonSerializable(typeof(AudiencesAddedModel))]
[JsonSerializable(typeof(AudiencesRemovedModel))]
[JsonSerializable(typeof(AudienceMapModel))]
[JsonSerializable(typeof(JobDiagnostics))]
[JsonSerializable(typeof(IngestReceipt))]
[JsonSerializable(typeof(CollectedModel))]
[JsonSerializable(typeof(CollectedBatchModel))]
[JsonSerializable(typeof(SystemJobModel))]
[JsonSerializable(typeof(SystemJobListModel))]
[JsonSerializable(typeof(SandboxModel))]
[JsonSerializable(typeof(SandboxListModel))]
[JsonSerializable(typeof(TokenModel))]
[JsonSerializable(typeof(TokenErrorModel))]
[JsonSerializable(typeof(HealthModel))]
internal sealed partial class RestJson : JsonSerializerContext
{
    /// <summary>Gets the context that leaves non-ASCII text readable.</summary>
    public static RestJson Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
