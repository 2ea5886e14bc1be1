using Microsoft.AspNetCore.Http;
using OrleansSegmentation.Rest.Errors;
using OrleansSegmentation.Rest.Sandboxes;

namespace OrleansSegmentation.Rest.Auth;

/// <summary>Checks token, API key and organisation, in this order; the first that fails answers.</summary>
internal sealed class CallerAuthenticator(ICredentialPolicy credentials, OrganizationDirectory organizations)
{
    private const string Scheme = "Bearer";

    public async ValueTask<Caller> AuthenticateAsync(HttpRequest request)
    {
        var authorization = Value(request, "Authorization")
            ?? throw new GatewayRefusedException("403010", "Oauth token is missing.");
        var grant = TokenOf(authorization) is { } token ? await credentials.CheckTokenAsync(token) : null;
        if (grant is null)
        {
            throw new GatewayRefusedException("401013", "Oauth token is not valid");
        }

        var apiKey = Value(request, "x-api-key") ?? throw new GatewayRefusedException("403000", "Api Key is required");
        if (!credentials.AcceptsApiKey(grant, apiKey))
        {
            throw new GatewayRefusedException("403003", "Api Key is invalid");
        }

        var organizationId = Value(request, "x-gw-ims-org-id") ?? throw new GatewayRefusedException("400003", "Missing header");
        return new Caller(FindOrganization(organizationId, grant), grant);
    }

    private static string? TokenOf(string authorization)
    {
        var space = authorization.IndexOf(' ');
        if (space < 0 || !authorization.AsSpan(0, space).Equals(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var token = authorization[space..].Trim();
        return token.Length == 0 ? null : token;
    }

    private static string? Value(HttpRequest request, string name)
    {
        var value = request.Headers[name].ToString().Trim();
        return value.Length == 0 ? null : value;
    }

    private Organization FindOrganization(string id, TokenGrant grant)
    {
        // Listed organisations are looked up first, so that a caller learns that the server lacks one, not that the token does.
        var organization = organizations.Find(id);
        if (organization is null && organizations.IsClosed)
        {
            throw UnknownOrganization();
        }

        if (!grant.AllowsOrganization(id))
        {
            throw new GatewayRefusedException("403025", "Profile is not valid");
        }

        return organization ?? throw UnknownOrganization();
    }

    private static GatewayRefusedException UnknownOrganization() => new("403027", "User region is missing");
}
