using System.Security.Claims;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace OrleansSegmentation.Rest.Auth;

/// <summary>Takes signed tokens: signature, issuer, audience and expiry are checked.</summary>
internal sealed class JwtCredentials : ICredentialPolicy
{
    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };
    private readonly TokenValidationParameters _parameters;

    public JwtCredentials(JwtOptions options, TimeProvider clock)
    {
        var keySet = options.KeySetFile.Length > 0 ? File.ReadAllText(options.KeySetFile) : options.KeySet;
        _parameters = new TokenValidationParameters
        {
            ValidIssuer = options.Issuer,
            ValidAudience = options.Audience,
            IssuerSigningKeys = new JsonWebKeySet(keySet).GetSigningKeys(),
            RequireExpirationTime = true,
            RequireSignedTokens = true,
            LifetimeValidator = (notBefore, expires, _, _) => // the library's own check reads the system clock
            {
                var now = clock.GetUtcNow().UtcDateTime;
                return expires is { } end && now < end + options.ClockSkew
                    && (notBefore is not { } begin || now >= begin - options.ClockSkew);
            },
        };
    }

    public async ValueTask<TokenGrant?> CheckTokenAsync(string token)
    {
        var result = await _handler.ValidateTokenAsync(token, _parameters);
        return result.IsValid ? Grant(result.ClaimsIdentity) : null;
    }

    public bool AcceptsApiKey(TokenGrant grant, string apiKey) => string.Equals(grant.ClientId, apiKey, StringComparison.Ordinal);

    private static TokenGrant Grant(ClaimsIdentity identity)
    {
        var organizations = Values(identity, "org").Concat(Values(identity, "orgs")).ToHashSet(StringComparer.Ordinal);
        var sandboxes = Values(identity, "sandboxes").ToHashSet(StringComparer.Ordinal);
        return new TokenGrant(
            identity.FindFirst("client_id")?.Value, organizations,
            identity.HasClaim(static claim => claim.Type == "sandboxes") ? sandboxes : null);
    }

    private static IEnumerable<string> Values(ClaimsIdentity identity, string type) =>
        identity.FindAll(type).Select(static claim => claim.Value);
}
