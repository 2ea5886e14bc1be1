using OrleansSegmentation.Contracts.Sandboxes;
using OrleansSegmentation.Rest.Auth;
using OrleansSegmentation.Rest.Errors;
using OrleansSegmentation.Rest.Hosting;
using OrleansSegmentation.Rest.Sandboxes;

namespace OrleansSegmentation.Rest.Collection;

/// <summary>Where a message goes: the organisation of the header or of the message, there the sandbox of the headers or the default one.</summary>
internal static class CollectionDestination
{
    private const string Code = "SEG-ING002-400";
    private const string Title = "The organisation of the message is missing or contradictory.";
    private const string Header = "x-gw-ims-org-id";

    /// <summary>Finds the sandbox of a message.</summary>
    /// <param name="call">The call.</param>
    /// <param name="authenticator">Knows which organisations the token may use.</param>
    /// <param name="message">The message.</param>
    /// <param name="field">The path of its <c>header.imsOrgId</c>.</param>
    /// <exception cref="Client.SegmentationException"><c>SEG-ING002-400</c>, and the refusals of sandbox headers.</exception>
    /// <exception cref="GatewayRefusedException">The organisation is not known or not open to the token.</exception>
    public static SandboxDescriptor Find(ApiCall call, CallerAuthenticator authenticator, CollectionMessage message, string field)
    {
        var (byHeader, grant) = call.Sender!;
        if (byHeader is not null && message.OrganizationId is { } other && other != byHeader.Id)
        {
            throw WireFaults.Of(
                Code, Title, $"'{field}' is '{WireFaults.Quoted(other)}', but the header '{Header}' is '{byHeader.Id}'; accepted is the same, or one of them.",
                field);
        }

        var organization = byHeader ?? (message.OrganizationId is { } id
            ? authenticator.FindOrganization(id, grant)
            : throw WireFaults.Of(Code, Title, $"'{field}' is missing, and so is the header '{Header}'; accepted is one of them.", field));
        return SandboxResolver.ResolveOrDefault(call.Http.Request.Headers, new Caller(organization, grant));
    }
}
