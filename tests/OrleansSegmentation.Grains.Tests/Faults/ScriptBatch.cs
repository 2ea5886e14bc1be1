using System.Text.Json.Nodes;
using OrleansSegmentation.Profiles.Tests.Merging;

namespace OrleansSegmentation.Grains.Tests.Faults;

/// <summary>Records that a client sends again under the same id until they are acknowledged.</summary>
internal sealed record ScriptBatch(Guid Id, IReadOnlyList<SampleRecord> Records)
{
    private const long StartMs = 1_760_000_000_000;

    /// <summary>The namespace of all identities.</summary>
    public const string Namespace = "CRMID";

    public static ScriptBatch Of(params SampleRecord[] records) => new(Guid.NewGuid(), records);

    /// <summary>Makes a record; the first identity is its primary one.</summary>
    /// <param name="order">Its place in time; no two records have the same.</param>
    /// <param name="dataset">The dataset.</param>
    /// <param name="identities">For example <c>c1 c2</c>.</param>
    /// <param name="points">What segments ask for; null: an attribute that nobody asks for.</param>
    /// <param name="country">Null: none.</param>
    /// <param name="noteLength">The length of a long text; 0: none.</param>
    public static SampleRecord Record(int order, string dataset, string identities, int? points = null, string? country = null, int noteLength = 0)
    {
        var attributes = new JsonObject { ["person"] = new JsonObject { ["gender"] = "female" } };
        if (points is not null) attributes["loyalty"] = new JsonObject { ["points"] = points };
        if (country is not null) attributes["workAddress"] = new JsonObject { ["country"] = country };
        if (noteLength > 0) attributes["note"] = new string('n', noteLength);
        return new SampleRecord(dataset, StartMs + order * 1_000L, [.. identities.Split(' ').Select(static id => (Namespace, id))], attributes, []);
    }

    public string ToNdjson() => string.Join('\n', Records.Select(static record => record.ToLine()));
}
