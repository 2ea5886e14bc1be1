using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using OrleansSegmentation.Client;
using OrleansSegmentation.Contracts.Sandboxes;
using OrleansSegmentation.Rest.Auth;
using OrleansSegmentation.Rest.Errors;

namespace OrleansSegmentation.Rest.Sandboxes;

/// <summary>Finds the sandbox that the headers name, within the caller's organisation.</summary>
internal sealed class SandboxResolver(IOptions<SandboxHeaderOptions> options)
{
    private const string NameHeader = "x-sandbox-name";
    private const string IdHeader = "x-sandbox-id";

    public SandboxDescriptor Resolve(IHeaderDictionary headers, Caller caller) => Resolve(headers, caller, options.Value.RequireHeader);

    /// <summary>As <see cref="Resolve(IHeaderDictionary, Caller)"/>, but without headers it is always the organisation's default sandbox.</summary>
    public static SandboxDescriptor ResolveOrDefault(IHeaderDictionary headers, Caller caller) => Resolve(headers, caller, isRequired: false);

    private static SandboxDescriptor Resolve(IHeaderDictionary headers, Caller caller, bool isRequired)
    {
        var sandbox = Find(headers[NameHeader].ToString().Trim(), headers[IdHeader].ToString().Trim(), caller.Organization, isRequired);
        return caller.Grant.AllowsSandbox(sandbox.Name)
            ? sandbox
            : throw WireFaults.Of(
                "SEG-ACC001-403", "Access to the sandbox is denied.", $"The token does not allow sandbox '{sandbox.Name}'.", NameHeader);
    }

    private static SandboxDescriptor Find(string name, string id, Organization organization, bool isRequired)
    {
        if (name.Length == 0 && id.Length == 0)
        {
            return isRequired
                ? throw new GatewayRefusedException("400003", $"Missing header: {NameHeader}")
                : organization.Default;
        }

        var byName = name.Length == 0 ? null : organization.FindByName(name) ?? throw Unknown(NameHeader, name);
        var byId = id.Length == 0 ? null : organization.FindById(id) ?? throw Unknown(IdHeader, id);
        if (byName is not null && byId is not null && byName != byId)
        {
            throw WireFaults.Of(
                "SEG-SBX002-400", "The sandbox headers disagree.",
                $"'{NameHeader}' names sandbox {byName.SandboxId}, but '{IdHeader}' names {byId.SandboxId}.", IdHeader);
        }

        return (byName ?? byId)!;
    }

    private static SegmentationException Unknown(string header, string value) => WireFaults.Of(
        "SEG-SBX001-403", "Unknown sandbox.", $"'{WireFaults.Quoted(value)}' is not a sandbox of this organisation.", header);
}
