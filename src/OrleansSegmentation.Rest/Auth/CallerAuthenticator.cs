using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using OrleansSegmentation.Rest.Collection;
using OrleansSegmentation.Rest.Errors;
using OrleansSegmentation.Rest.Sandboxes;

namespace OrleansSegmentation.Rest.Auth;

/// <summary>Checks token, API key and organisation, in this order; the first that fails answers.</summary>
internal sealed class CallerAuthenticator(
    ICredentialPolicy credentials, OrganizationDirectory organizations, IOptions<CollectionOptions> collection)
{
    private const string Scheme = "Bearer";
    private const string AuthorizationHeader = "Authorization";
    private const string ApiKeyHeader = "x-api-key";
    private const string OrganizationHeader = "x-gw-ims-org-id";

    public async ValueTask<Caller> AuthenticateAsync(HttpRequest request)
    {
        var grant = await CheckTokenAsync(request);
        CheckApiKey(grant, Value(request, ApiKeyHeader) ?? throw new GatewayRefusedException("403000", "Api Key is required"));
        var organizationId = Value(request, OrganizationHeader) ?? throw new GatewayRefusedException("400003", "Missing header");
        return new Caller(FindOrganization(organizationId, grant), grant);
    }

    /// <summary>Checks who sends messages: API key and organisation may be missing and, if the settings say so, the token.</summary>
    public async ValueTask<Sender> AuthenticateSenderAsync(HttpRequest request)
    {
        var isAnonymous = !collection.Value.RequireAuth && Value(request, AuthorizationHeader) is null;
        var grant = isAnonymous ? TokenGrant.Everything : await CheckTokenAsync(request);
        if (!isAnonymous && Value(request, ApiKeyHeader) is { } apiKey) // without a token there is nothing that a key could go with
        {
            CheckApiKey(grant, apiKey);
        }

        return new Sender(Value(request, OrganizationHeader) is { } id ? FindOrganization(id, grant) : null, grant);
    }

    /// <summary>Returns an organisation that the token may use.</summary>
    public Organization FindOrganization(string id, TokenGrant grant)
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

    private async ValueTask<TokenGrant> CheckTokenAsync(HttpRequest request)
    {
        var authorization = Value(request, AuthorizationHeader)
            ?? throw new GatewayRefusedException("403010", "Oauth token is missing.");
        var grant = TokenOf(authorization) is { } token ? await credentials.CheckTokenAsync(token) : null;
        return grant ?? throw new GatewayRefusedException("401013", "Oauth token is not valid");
    }

    private void CheckApiKey(TokenGrant grant, string apiKey)
    {
        if (!credentials.AcceptsApiKey(grant, apiKey))
        {
            throw new GatewayRefusedException("403003", "Api Key is invalid");
        }
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

    private static GatewayRefusedException UnknownOrganization() => new("403027", "User region is missing");
}
