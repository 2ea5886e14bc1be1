using System.Text.Json;
using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Contracts.Listing;

namespace OrleansSegmentation.Contracts.Definitions;

/// <summary>The property paths of a segment definition: its JSON in the API, read from <see cref="SegmentDefinitionDocument"/>.</summary>
public static class DefinitionDocumentPaths
{
    /// <summary>Gets all paths of a definition; <c>internalId</c> can be sorted by, but is in no JSON.</summary>
    public static DocumentPaths Paths { get; } = new(
        Definition(),
        ["id", "internalId", "name", "description", "creationTime", "updateTime", "updateEpoch", "mergePolicyId"],
        sortShape: Definition().Number("internalId", definition => definition.InternalId));

    /// <summary>Tells whether some definition can have what a filter names; if not, nothing matches and the caller is warned.</summary>
    public static bool IsKnown(PropertyFilter filter) => Paths.IsKnown(filter);

    /// <summary>Tells whether definitions can be ordered by a dotted path.</summary>
    public static bool IsSortable(string path) => Paths.IsSortable(path);

    private static ObjectShape<SegmentDefinitionDocument> Definition() => new ObjectShape<SegmentDefinitionDocument>()
        .Uuid("id", definition => definition.Id)
        .Add("schema", definition => definition.Schema, DocumentShapes.Schema)
        .Text("profileInstanceId", definition => definition.ProfileInstanceId)
        .Text("imsOrgId", definition => definition.ImsOrgId)
        .Add("sandbox", definition => definition.Sandbox, DocumentShapes.Sandbox)
        .Text("name", definition => definition.Name)
        .Text("description", definition => definition.Description)
        .Add("expression", definition => definition.Expression, DocumentShapes.Expression)
        .Uuid("mergePolicyId", definition => definition.MergePolicyId)
        .Add("evaluationInfo", definition => definition.EvaluationInfo, new ObjectShape<EvaluationInfo>()
            .Add("batch", info => info.Batch, Switch())
            .Add("continuous", info => info.Continuous, Switch())
            .Add("synchronous", info => info.Synchronous, Switch()))
        .Add("dataGovernancePolicy", definition => ParseObject(definition.DataGovernancePolicyJson), DocumentShape.Json)
        .Number("ttlInDays", definition => definition.TtlInDays)
        .Text("payloadSchema", definition => definition.PayloadSchema)
        .Add("dependencies", definition => definition.Dependencies, new OpaqueShape())
        .Add("dependents", definition => definition.Dependents, new OpaqueShape())
        .Number("creationTime", definition => definition.CreationTime)
        .Number("baselineTime", definition => definition.BaselineTime)
        .Number("updateEpoch", definition => definition.UpdateEpoch)
        .Number("updateTime", definition => definition.UpdateTime);

    private static ObjectShape<EvaluationSwitch> Switch() => new ObjectShape<EvaluationSwitch>().Flag("enabled", item => item.Enabled);

    private static object ParseObject(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }
}
