using System.Text.Json;
using Microsoft.AspNetCore.Http;
using OrleansSegmentation.Client;
using OrleansSegmentation.Contracts.MergePolicies;
using OrleansSegmentation.Rest.Bodies;
using OrleansSegmentation.Rest.Errors;
using OrleansSegmentation.Rest.Hosting;
using OrleansSegmentation.Rest.Paging;

namespace OrleansSegmentation.Rest.MergePolicies;

/// <summary>The routes of merge policies.</summary>
internal static class MergePolicyOperations
{
    private const string Path = "/config/mergePolicies";
    private const string NextPath = "@/mergePolicies"; // the public short form
    private const int DefaultLimit = 20;

    public static void Map(SegmentationRoutes routes)
    {
        routes.Map(
            Path,
            new Operation(HttpMethods.Get, "ListMergePolicies", ListAsync),
            new Operation(HttpMethods.Post, "CreateMergePolicy", CreateAsync, BodyRule.Json));
        routes.Map(
            $"{Path}/bulk-get", new Operation(HttpMethods.Post, "BulkGetMergePolicies", BulkGetAsync, BodyRule.JsonOfAnyType));
        routes.Map(
            $"{Path}/{{id}}",
            new Operation(HttpMethods.Get, "GetMergePolicy", GetAsync),
            new Operation(HttpMethods.Put, "ReplaceMergePolicy", ReplaceAsync, BodyRule.Json),
            new Operation(HttpMethods.Patch, "PatchMergePolicy", PatchAsync, BodyRule.JsonOfAnyType),
            new Operation(HttpMethods.Delete, "DeleteMergePolicy", DeleteAsync));
    }

    private static async Task ListAsync(ApiCall call)
    {
        var query = call.Query;
        var page = PageRequest.Read(query, DefaultLimit);
        var list = new MergePolicyListQuery(
            page.Start, page.Limit, IsDescending(query), query.Boolean("default"), query.Text("schema.name"),
            query.Text("identityGraph.type"), query.Text("attributeMerge.type"), query.Boolean("isActiveOnEdge"), Version(query));

        var found = await call.Admit().GetMergePolicyPageAsync(list, call.Aborted);
        var envelope = new ListEnvelope<MergePolicyDocument>(
            found.Policies, found.TotalCount, page, NextPath, query.Repeat("start", "limit"), RepeatsCount: true);
        await call.Http.WriteJsonAsync(
            StatusCodes.Status200OK, envelope, static (writer, list) => list.Write(writer, RestJson.Readable.MergePolicyDocument));
    }

    private static async Task CreateAsync(ApiCall call)
    {
        var draft = MergePolicyBody.Parse(call.RequireBody(MergePolicyBody.Accepted));
        var policy = await call.Admit().CreateMergePolicyAsync(draft, call.Aborted);
        call.Http.Response.Headers["X-Location"] = $"{Path}/{policy.Id}";
        await WriteAsync(call, policy);
    }

    private static async Task GetAsync(ApiCall call)
    {
        var id = IdOf(call);
        await WriteAsync(call, await call.Admit().GetMergePolicyAsync(id, call.Aborted));
    }

    private static async Task ReplaceAsync(ApiCall call)
    {
        var id = IdOf(call);
        var client = call.Admit();
        _ = await client.GetMergePolicyAsync(id, call.Aborted); // an unknown policy answers before a wrong body
        var draft = MergePolicyBody.Parse(call.RequireBody(MergePolicyBody.Accepted));
        await WriteAsync(call, await client.ReplaceMergePolicyAsync(id, draft, call.Aborted));
    }

    private static async Task PatchAsync(ApiCall call)
    {
        var id = IdOf(call);
        var client = call.Admit();
        _ = await client.GetMergePolicyAsync(id, call.Aborted); // an unknown policy answers before a wrong body
        var patch = MergePolicyPatchBody.Parse(call.RequireBody(MergePolicyPatchBody.Accepted));
        await WriteAsync(call, await client.PatchMergePolicyAsync(id, patch, call.Aborted));
    }

    private static async Task DeleteAsync(ApiCall call)
    {
        var id = IdOf(call);
        await call.Admit().DeleteMergePolicyAsync(id, call.Aborted);
        call.Http.Response.StatusCode = StatusCodes.Status200OK;
        call.Http.Response.ContentLength = 0;
    }

    private static Task BulkGetAsync(ApiCall call) => BulkGetResponse.AnswerAsync<MergePolicyDocument>(
        call,
        ids => call.Admit().GetMergePoliciesAsync(ids, call.Aborted),
        static (writer, policy) => JsonSerializer.Serialize(writer, policy, RestJson.Readable.MergePolicyDocument),
        UnknownResource.MergePolicyCode,
        UnknownResource.MergePolicyMessage);

    private static Guid IdOf(ApiCall call)
    {
        var id = call.PathValue("id");
        return ResourceId.Parse(id) ?? throw UnknownResource.MergePolicy(id);
    }

    private static Task WriteAsync(ApiCall call, MergePolicyDocument policy) =>
        call.Http.WriteJsonAsync(StatusCodes.Status200OK, policy, RestJson.Readable.MergePolicyDocument);

    private static bool IsDescending(QueryParameters query)
    {
        var (name, text) = query.Text("orderBy") is { } order ? ("orderBy", order) : ("orderby", query.Text("orderby"));
        return text switch
        {
            null or "name" or "+name" or " name" => false, // a plus sign in a query is a space
            "-name" => true,
            _ => throw WireFaults.Parameter(name, text, "one of name, +name, -name"),
        };
    }

    private static long? Version(QueryParameters query)
    {
        const string Name = "version";
        if (query.Text(Name) is not { } text)
        {
            return null;
        }

        var digits = text.StartsWith('-') ? text[1..] : text;
        if (digits.Length == 0 || !digits.All(char.IsAsciiDigit))
        {
            throw WireFaults.Parameter(Name, text, "a whole number");
        }

        return long.TryParse(text, out var version) ? version : long.MaxValue; // no policy has a version of that size
    }
}
