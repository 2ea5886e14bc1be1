using OrleansSegmentation.Client;
using OrleansSegmentation.Contracts.Access;
using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Rest.Bodies;
using OrleansSegmentation.Rest.Errors;
using OrleansSegmentation.Rest.Paging;

namespace OrleansSegmentation.Rest.Access;

/// <summary>The query parameters of <c>/access/entities</c>.</summary>
internal static class EntityParameters
{
    private const string MergePolicyId = "mergePolicyId";

    /// <summary>Returns whether events are asked for, not profiles.</summary>
    public static bool ReadIsEvents(QueryParameters query) => query.Text("schema.name") switch
    {
        EntitySchema.Profile => false,
        EntitySchema.Event => true,
        null => throw Missing("schema.name", EntitySchema.Accepted),
        { } other => throw WireFaults.Parameter("schema.name", other, EntitySchema.Accepted),
    };

    /// <summary>Reads which profile is asked for.</summary>
    public static ProfileQuery ReadProfile(QueryParameters query)
    {
        var entity = ReadEntity(query);
        return new ProfileQuery([entity], ReadMergePolicyId(query), FieldsParameter.Read(query));
    }

    /// <summary>Reads how a profile is named.</summary>
    public static EntityReference ReadEntity(QueryParameters query) =>
        ReadEntity(query, "entityId", "entityIdNS") ?? throw Missing("entityId", "an identity value with entityIdNS, or an XID");

    /// <summary>Reads which events are asked for.</summary>
    /// <param name="query">The query.</param>
    /// <param name="ignored">The filters that are of another form than is evaluated.</param>
    public static EventQuery ReadEvents(QueryParameters query, out IReadOnlyList<string> ignored)
    {
        if (query.Text("relatedSchema.name") is { } related and not EntitySchema.Profile)
        {
            throw WireFaults.Parameter("relatedSchema.name", related, EntitySchema.Profile);
        }

        // Clients send the profile as related entity, as entity, or as both.
        var own = ReadEntity(query, "entityId", "entityIdNS");
        var entity = ReadEntity(query, "relatedEntityId", "relatedEntityIdNS") ?? own
            ?? throw Missing("relatedEntityId", "an identity value with relatedEntityIdNS, or an XID");

        // A client that pages by one of the two keeps sending what it first had in the other; one public client pages by offsets.
        var first = query.Text("start");
        return new EventQuery(
            [entity], ReadMergePolicyId(query), FieldsParameter.Read(query), query.Milliseconds("startTime"), query.Milliseconds("endTime"),
            EventOrderText.Read(query.Text("orderby")) ?? throw WireFaults.Parameter("orderby", query.Text("orderby")!, EventOrderText.Accepted),
            query.Text("offsets") ?? first, query.Number("limit", 1, PageRequest.MaxLimit) ?? PageRequest.MaxLimit, ReadFilters(query, out ignored));
    }

    /// <summary>Returns the fault for a merge policy that does not exist.</summary>
    public static SegmentationException UnknownMergePolicy(string id) => WireFaults.Parameter(MergePolicyId, id, EntitySchema.AcceptedMergePolicy);

    private static EntityReference? ReadEntity(QueryParameters query, string idName, string namespaceName)
    {
        var ns = query.Text(namespaceName);
        return query.Text(idName) is { } id ? new EntityReference(id, ns) : null;
    }

    private static Guid? ReadMergePolicyId(QueryParameters query) =>
        query.Text(MergePolicyId) is { } id ? ResourceId.Parse(id) ?? throw UnknownMergePolicy(id) : null;

    private static List<PropertyFilter> ReadFilters(QueryParameters query, out IReadOnlyList<string> ignored)
    {
        var filters = new List<PropertyFilter>();
        var others = new List<string>();
        foreach (var text in query.Texts(PropertyParameter.Name))
        {
            try
            {
                filters.Add(PropertyParameter.Parse(text));
            }
            catch (SegmentationException)
            {
                others.Add(text); // the public endpoint takes more forms than are evaluated here
            }
        }

        ignored = others;
        return filters;
    }

    private static SegmentationException Missing(string name, string accepted) => WireFaults.Parameter(
        "SEG-GEN004-400", "A query parameter is missing.", name, $"'{name}' is missing: accepted is {accepted}.");
}
