using Microsoft.AspNetCore.Http;
using OrleansSegmentation.Contracts.MergePolicies;
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

    public static void Map(SegmentationRoutes routes) => routes.Map(
        Path,
        new Operation(HttpMethods.Get, "ListMergePolicies", ListAsync),
        new Operation(HttpMethods.Post, "CreateMergePolicy", CreateAsync, BodyRule.Json));

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
        await call.Http.WriteJsonAsync(StatusCodes.Status200OK, policy, RestJson.Readable.MergePolicyDocument);
    }

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
