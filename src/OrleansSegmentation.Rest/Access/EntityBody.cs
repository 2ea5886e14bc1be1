using System.Text.Json;
using OrleansSegmentation.Client;
using OrleansSegmentation.Contracts.Access;
using OrleansSegmentation.Rest.Bodies;
using OrleansSegmentation.Rest.Errors;
using OrleansSegmentation.Rest.Paging;

namespace OrleansSegmentation.Rest.Access;

/// <summary>The body of a look-up of many entities.</summary>
/// <param name="Profiles">The profiles asked for; null when events are.</param>
/// <param name="Events">The events asked for; null when profiles are.</param>
internal sealed record EntityBody(ProfileQuery? Profiles, EventQuery? Events)
{
    public const string Accepted = "{ \"schema\": { \"name\": \"_xdm.context.profile\" }, \"identities\": [ { \"entityId\": \"<id>\", \"entityIdNS\": { \"code\": \"<namespace>\" } } ] }";

    private const int MaxIdentities = 1000;

    public static EntityBody Parse(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            throw WireFaults.WrongBodyKind(JsonKind.Describe(body), Accepted);
        }

        var fields = Reader(body);
        var isEvents = ReadIsEvents(fields);
        var entities = ReadEntities(fields, isEvents);
        var policyId = ReadMergePolicyId(fields);
        var paths = ReadFields(fields);
        if (!isEvents)
        {
            return new EntityBody(new ProfileQuery(entities, policyId, paths), null);
        }

        var time = fields.Object("timeFilter");
        return new EntityBody(null, new EventQuery(
            entities, policyId, paths, time?.Integer("startTime"), time?.Integer("endTime"), ReadOrder(fields), null, ReadLimit(fields), []));
    }

    /// <summary>Returns the fault for a merge policy that does not exist.</summary>
    public static SegmentationException UnknownMergePolicy(string id) =>
        WireFaults.Field("mergePolicyId", $"'mergePolicyId' is '{WireFaults.Quoted(id)}'; accepted is {EntitySchema.AcceptedMergePolicy}.");

    private static FieldReader Reader(JsonElement element, string path = "") =>
        new(element, "SEG-GEN003-400", "A field of the request is invalid.", path);

    private static bool ReadIsEvents(FieldReader fields)
    {
        var schema = fields.Object("schema") ?? throw fields.Missing("schema", "{ \"name\": \"_xdm.context.profile\" }");
        return schema.String("name") switch
        {
            EntitySchema.Profile => false,
            EntitySchema.Event => true,
            null => throw schema.Missing("name", EntitySchema.Accepted),
            _ => throw schema.Wrong("name", schema.Any("name")!.Value, EntitySchema.Accepted),
        };
    }

    private static List<EntityReference> ReadEntities(FieldReader fields, bool isEvents)
    {
        if (fields.Any("identities") is not { } identities)
        {
            throw fields.Missing("identities", "an array of 1 to 1000 identities");
        }

        if (identities.ValueKind != JsonValueKind.Array || identities.GetArrayLength() is 0 or > MaxIdentities)
        {
            var found = identities.ValueKind == JsonValueKind.Array ? $"an array of {identities.GetArrayLength()} items" : JsonKind.Describe(identities);
            throw WireFaults.Field("identities", $"'identities' is {found}; accepted is an array of 1 to {MaxIdentities} identities.");
        }

        return [.. identities.EnumerateArray().Select((item, index) => ReadEntity(item, $"identities[{index}]", isEvents))];
    }

    private static EntityReference ReadEntity(JsonElement item, string path, bool isEvents)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            throw WireFaults.Field(path, $"'{path}' is {JsonKind.Describe(item)}; accepted is {{ \"entityId\": \"<id>\", \"entityIdNS\": {{ \"code\": \"<namespace>\" }} }}.");
        }

        var fields = Reader(item, path);
        var prefix = isEvents && fields.Any("relatedEntityId") is not null ? "relatedEntityId" : "entityId";
        if (fields.String(prefix) is not { Length: > 0 } id)
        {
            throw fields.Missing(prefix, "an identity value, or an XID without a namespace");
        }

        if (fields.Object(prefix + "NS") is not { } ns)
        {
            return new EntityReference(id, null);
        }

        return new EntityReference(id, ns.String("code") is { Length: > 0 } code ? code : throw ns.Missing("code", "a namespace code"));
    }

    private static Guid? ReadMergePolicyId(FieldReader fields) =>
        fields.String("mergePolicyId") is { } id ? ResourceId.Parse(id) ?? throw UnknownMergePolicy(id) : null;

    private static IReadOnlyList<string>? ReadFields(FieldReader fields)
    {
        var paths = fields.Strings("fields");
        return paths?.FirstOrDefault(static path => !FieldsParameter.IsPath(path)) is { } wrong
            ? throw WireFaults.Field("fields", $"'{WireFaults.Quoted(wrong)}' of 'fields' is no dotted path; accepted is for example workAddress.country.")
            : paths is { Count: 0 } ? null : paths;
    }

    private static bool ReadOrder(FieldReader fields) =>
        EventOrderText.Read(fields.String("orderby")) ?? throw fields.Wrong("orderby", fields.Any("orderby")!.Value, EventOrderText.Accepted);

    private static int ReadLimit(FieldReader fields) => fields.Integer("limit") switch
    {
        null => PageRequest.MaxLimit,
        < 1 => throw fields.Wrong("limit", fields.Any("limit")!.Value, "a whole number from 1 on"),
        { } limit => (int)Math.Min(limit, PageRequest.MaxLimit),
    };
}
