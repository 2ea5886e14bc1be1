using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using OrleansSegmentation.Client;
using OrleansSegmentation.Contracts.Faults;
using OrleansSegmentation.Rest.Auth;
using OrleansSegmentation.Rest.Bodies;
using OrleansSegmentation.Rest.Errors;
using OrleansSegmentation.Rest.Hosting;

namespace OrleansSegmentation.Rest.Collection;

/// <summary>The routes of streaming messages. An answered message is durable and visible to every job that starts later.</summary>
internal static class CollectionOperations
{
    private const string ConnectionId = "{connectionId:regex(^[A-Za-z0-9_-]+$)}"; // other names are unknown paths
    private const string AcceptedBatch = "an object with an array 'messages'";

    // Whether an entity is nested too deeply is judged message by message, so one cannot spoil the others.
    private const int MaxJsonDepth = 1024;

    public static void Map(SegmentationRoutes routes)
    {
        routes.MapRoot(
            $"/collection/{ConnectionId}", RequiredHeaders.Sender,
            new Operation(HttpMethods.Post, "CollectMessage", CollectAsync, BodyRule.Json, MaxJsonDepth));
        routes.MapRoot(
            $"/collection/batch/{ConnectionId}", RequiredHeaders.Sender,
            new Operation(HttpMethods.Post, "CollectMessages", CollectBatchAsync, BodyRule.Json, MaxJsonDepth));
    }

    private static async Task CollectAsync(ApiCall call)
    {
        var body = call.RequireBody(CollectionMessage.Accepted);
        if (body.ValueKind != JsonValueKind.Object)
        {
            throw WireFaults.WrongBodyKind(JsonKind.Describe(body), CollectionMessage.Accepted);
        }

        var isValidated = call.Query.Boolean("syncValidation") ?? false;
        var receivedTimeMs = ReceivedTimeMs(call);
        var message = CollectionMessage.Parse(body, "");
        using var group = new RecordGroup(CollectionDestination.Find(call, Authenticator(call), message, "header.imsOrgId"));
        group.Add(message, 0);
        if ((await group.SendAsync(call.Admit(group.Sandbox), call.Aborted)).TryGetValue(0, out var error))
        {
            throw new SegmentationException(ServiceFault.Of(error.Code, CollectionMessage.Title, error.Message));
        }

        var answer = new CollectedModel(
            ConnectionIdOf(call), Ids(call).Next(receivedTimeMs), receivedTimeMs, isValidated ? SyncValidationModel.Pass : null);
        await call.Http.WriteJsonAsync(StatusCodes.Status200OK, answer, RestJson.Readable.CollectedModel);
    }

    private static async Task CollectBatchAsync(ApiCall call)
    {
        var body = call.RequireBody(AcceptedBatch);
        if (body.ValueKind != JsonValueKind.Object)
        {
            throw WireFaults.WrongBodyKind(JsonKind.Describe(body), AcceptedBatch);
        }

        if (!body.TryGetProperty("messages", out var messages) || messages.ValueKind != JsonValueKind.Array)
        {
            throw WireFaults.Of(
                CollectionMessage.Code, "The batch of messages is invalid.", $"The body has no array 'messages'; accepted is {AcceptedBatch}.", "messages");
        }

        var receivedTimeMs = ReceivedTimeMs(call);
        var refusals = await SendAsync(call, messages);
        var ids = Ids(call);
        var answer = new CollectedBatchModel(
            ConnectionIdOf(call), ids.Next(receivedTimeMs), receivedTimeMs,
            [.. refusals.Select(refusal => refusal ?? new CollectedMessageModel(ids.Next(receivedTimeMs), null, null))]);
        await call.Http.WriteJsonAsync(StatusCodes.Status207MultiStatus, answer, RestJson.Readable.CollectedBatchModel);
    }

    // One batch per sandbox. When one of several cannot be committed the whole call fails: sending the others again changes nothing.
    private static async Task<CollectedMessageModel?[]> SendAsync(ApiCall call, JsonElement messages)
    {
        var refusals = new CollectedMessageModel?[messages.GetArrayLength()];
        var groups = new Dictionary<Guid, RecordGroup>();
        try
        {
            var authenticator = Authenticator(call);
            var place = 0;
            foreach (var message in messages.EnumerateArray())
            {
                refusals[place] = Sort(call, authenticator, message, place, groups);
                place++;
            }

            // All organisations are counted before anything is sent.
            foreach (var (group, client) in groups.Values.Select(group => (group, call.Admit(group.Sandbox))).ToList())
            {
                foreach (var (refused, error) in await group.SendAsync(client, call.Aborted))
                {
                    refusals[refused] = new CollectedMessageModel(null, ServiceFault.StatusOf(error.Code), error.Message);
                }
            }
        }
        finally
        {
            foreach (var group in groups.Values)
            {
                group.Dispose();
            }
        }

        return refusals;
    }

    private static CollectedMessageModel? Sort(
        ApiCall call, CallerAuthenticator authenticator, JsonElement element, int place, Dictionary<Guid, RecordGroup> groups)
    {
        var path = $"messages[{place}]";
        if (element.ValueKind != JsonValueKind.Object)
        {
            return new CollectedMessageModel(
                null, StatusCodes.Status400BadRequest, $"'{path}' is {JsonKind.Describe(element)}; accepted is {CollectionMessage.Accepted}.");
        }

        try
        {
            var message = CollectionMessage.Parse(element, path);
            var sandbox = CollectionDestination.Find(call, authenticator, message, $"{path}.header.imsOrgId");
            if (!groups.TryGetValue(sandbox.SandboxId, out var group))
            {
                groups.Add(sandbox.SandboxId, group = new RecordGroup(sandbox));
            }

            group.Add(message, place);
            return null;
        }
        catch (SegmentationException exception)
        {
            return new CollectedMessageModel(null, exception.Fault.Status, exception.Fault.Items[0].Message);
        }
        catch (GatewayRefusedException exception)
        {
            return new CollectedMessageModel(null, exception.Error.Status, exception.Error.Message);
        }
    }

    private static string ConnectionIdOf(ApiCall call) => call.PathValue("connectionId");

    private static long ReceivedTimeMs(ApiCall call) =>
        call.Http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow().ToUnixTimeMilliseconds();

    private static CallerAuthenticator Authenticator(ApiCall call) => call.Http.RequestServices.GetRequiredService<CallerAuthenticator>();

    private static TransactionIds Ids(ApiCall call) => call.Http.RequestServices.GetRequiredService<TransactionIds>();
}
