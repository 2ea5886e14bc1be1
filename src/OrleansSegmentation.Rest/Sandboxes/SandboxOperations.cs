using Microsoft.AspNetCore.Http;
using OrleansSegmentation.Contracts.Sandboxes;
using OrleansSegmentation.Rest.Auth;
using OrleansSegmentation.Rest.Errors;
using OrleansSegmentation.Rest.Hosting;

namespace OrleansSegmentation.Rest.Sandboxes;

/// <summary>Shows the sandboxes of the caller's organisation, as far as the token may use them. They are made by the settings only.</summary>
internal static class SandboxOperations
{
    private const string Root = "/data/foundation/sandbox-management";
    private const string List = Root + "/sandboxes";
    private const int MaxLimit = 200;

    public static void Map(SegmentationRoutes routes)
    {
        routes.MapRoot(Root, RequiredHeaders.Caller, new Operation(HttpMethods.Get, "ListUsableSandboxes", ListAsync));
        routes.MapRoot(List, RequiredHeaders.Caller, new Operation(HttpMethods.Get, "ListSandboxes", ListAsync));
        routes.MapRoot(List + "/{name}", RequiredHeaders.Caller, new Operation(HttpMethods.Get, "GetSandbox", GetAsync));
    }

    private static async Task ListAsync(ApiCall call)
    {
        var limit = call.Query.Number("limit", 1, MaxLimit) ?? MaxLimit;
        var offset = call.Query.Number("offset", 0, int.MaxValue) ?? 0;
        var caller = Admit(call);
        var page = Usable(caller).Skip(offset).Take(limit).Select(SandboxModel.Of).ToList();
        var request = call.Http.Request;
        var link = new SandboxPageLink($"{request.Scheme}://{request.Host}{List}{{?limit,offset}}", Templated: true);
        await call.Http.WriteJsonAsync(
            StatusCodes.Status200OK, new SandboxListModel(page, new SandboxPage(limit, page.Count), new SandboxLinks(link)),
            RestJson.Readable.SandboxListModel);
    }

    private static async Task GetAsync(ApiCall call)
    {
        var caller = Admit(call);
        var name = call.PathValue("name");
        var sandbox = Usable(caller).FirstOrDefault(sandbox => sandbox.Name == name)
            ?? throw WireFaults.UnknownPath(call.Http.Request.Path.Value!);
        await call.Http.WriteJsonAsync(StatusCodes.Status200OK, SandboxModel.Of(sandbox), RestJson.Readable.SandboxModel);
    }

    private static Caller Admit(ApiCall call)
    {
        call.Admit(call.Caller!.Organization.Id);
        return call.Caller;
    }

    private static IEnumerable<SandboxDescriptor> Usable(Caller caller) =>
        caller.Organization.Sandboxes.Where(sandbox => caller.Grant.AllowsSandbox(sandbox.Name));
}
