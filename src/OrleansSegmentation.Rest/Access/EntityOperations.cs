using System.Text.Json;
using Microsoft.AspNetCore.Http;
using OrleansSegmentation.Client;
using OrleansSegmentation.Contracts.Access;
using OrleansSegmentation.Contracts.Faults;
using OrleansSegmentation.Rest.Errors;
using OrleansSegmentation.Rest.Hosting;

namespace OrleansSegmentation.Rest.Access;

/// <summary>The routes that read single profiles and their events, and delete them.</summary>
internal static class EntityOperations
{
    private const string Path = "/access/entities";

    public static void Map(SegmentationRoutes routes) => routes.Map(
        Path,
        new Operation(HttpMethods.Get, "GetEntity", GetAsync),
        new Operation(HttpMethods.Post, "GetEntities", GetManyAsync, BodyRule.Json),
        EntityRemovalOperation.Delete);

    private static Task GetAsync(ApiCall call) => EntityParameters.ReadIsEvents(call.Query) ? GetEventsAsync(call) : GetProfileAsync(call);

    private static async Task GetProfileAsync(ApiCall call)
    {
        var query = EntityParameters.ReadProfile(call.Query);
        var answers = await ReadAsync(call, query.MergePolicyId, client => client.GetProfilesAsync(query, call.Aborted), EntityParameters.UnknownMergePolicy);
        var profile = Found(query.Entities[0], answers[0].Lookup);
        await call.Http.WriteJsonAsync(StatusCodes.Status200OK, profile, static (writer, found) =>
        {
            writer.WriteStartObject();
            writer.WritePropertyName(found.EntityId);
            EntityWriter.WriteProfile(writer, found);
            writer.WriteEndObject();
        });
    }

    private static async Task GetEventsAsync(ApiCall call)
    {
        var query = EntityParameters.ReadEvents(call.Query, out var ignored);
        var answers = await ReadAsync(call, query.MergePolicyId, client => client.GetEventsAsync(query, call.Aborted), EntityParameters.UnknownMergePolicy);
        if (answers[0].Lookup.Outcome == LookupOutcome.UnknownStart)
        {
            var name = call.Query.Text("offsets") is null ? "start" : "offsets";
            throw WireFaults.Parameter(name, query.Start!, "an event of the profile and the times asked for, as the page before named it");
        }

        var page = Found(query.Entities[0], answers[0].Lookup);
        ResponseWarnings.Add(call.Http, ignored.Select(static text => $"property '{WireFaults.Quoted(text)}' was not evaluated: only path==value and array~path==value are"));
        await call.Http.WriteJsonAsync(
            StatusCodes.Status200OK, (page, query.IsDescending, Others: call.Query.Repeat("start", "offsets")),
            static (writer, state) => EntityWriter.WriteEvents(writer, state.page, state.IsDescending, state.Others));
    }

    private static async Task GetManyAsync(ApiCall call)
    {
        var body = EntityBody.Parse(call.RequireBody(EntityBody.Accepted));
        if (body.Profiles is { } profiles)
        {
            var answers = await ReadAsync(call, profiles.MergePolicyId, client => client.GetProfilesAsync(profiles, call.Aborted), EntityBody.UnknownMergePolicy);
            await WriteManyAsync(
                call, profiles.Entities, answers, static (writer, _, profile) => EntityWriter.WriteProfile(writer, profile), EntityWriter.WriteUnknownProfile);
            return;
        }

        var events = body.Events!;
        var pages = await ReadAsync(call, events.MergePolicyId, client => client.GetEventsAsync(events, call.Aborted), EntityBody.UnknownMergePolicy);
        var others = EventLink.OtherParameters(events);
        await WriteManyAsync(
            call, events.Entities, pages,
            (writer, xid, page) => EntityWriter.WriteEvents(writer, page, events.IsDescending, $"{others}&relatedEntityId={xid}"),
            (writer, xid) => EntityWriter.WriteEvents(writer, new EntityEvents(xid, [], null), events.IsDescending, ""));
    }

    private static async Task<IReadOnlyList<EntityAnswer<T>>> ReadAsync<T>(
        ApiCall call, Guid? mergePolicyId, Func<SegmentationClient, Task<IReadOnlyList<EntityAnswer<T>>>> read, Func<string, SegmentationException> unknownPolicy)
        where T : class
    {
        try
        {
            return await read(call.Admit());
        }
        catch (SegmentationException exception) when (exception.Fault.Items[0].Code == UnknownResource.MergePolicyCode)
        {
            throw unknownPolicy(mergePolicyId.ToString()!); // not what the path addresses, so it is not "not found"
        }
    }

    private static T Found<T>(EntityReference entity, EntityLookup<T> lookup)
        where T : class => lookup.Value ?? throw new SegmentationException(FaultOf(entity, lookup.Outcome));

    private static ServiceFault FaultOf(EntityReference entity, LookupOutcome outcome) => outcome switch
    {
        LookupOutcome.Unknown => ProfileFaults.Unknown(entity),
        LookupOutcome.TooManyIdentities => ProfileFaults.TooManyIdentities(entity),
        _ => ServiceFault.Of("SEG-GEN010-503", "The service is unavailable.", "The part of the data that has this profile did not answer; try again."),
    };

    private static Task WriteManyAsync<T>(
        ApiCall call, IReadOnlyList<EntityReference> entities, IReadOnlyList<EntityAnswer<T>> answers, Action<Utf8JsonWriter, string, T> writeFound,
        Action<Utf8JsonWriter, string> writeUnknown)
        where T : class
    {
        var isWhole = answers.All(static answer => answer.Lookup.Outcome is LookupOutcome.Found or LookupOutcome.Unknown);
        return call.Http.WriteJsonAsync(isWhole ? StatusCodes.Status200OK : StatusCodes.Status207MultiStatus, answers, (writer, all) =>
        {
            writer.WriteStartObject();
            foreach (var (entity, answer) in entities.Zip(all).DistinctBy(static pair => pair.Second.Xid))
            {
                writer.WritePropertyName(answer.Xid);
                if (answer.Lookup.Value is { } found)
                {
                    writeFound(writer, answer.Xid, found);
                }
                else if (answer.Lookup.Outcome == LookupOutcome.Unknown)
                {
                    writeUnknown(writer, answer.Xid);
                }
                else
                {
                    var fault = FaultOf(entity, answer.Lookup.Outcome);
                    EntityWriter.WriteError(writer, fault.Status, fault.Items[0].Message);
                }
            }

            writer.WriteEndObject();
        });
    }
}
