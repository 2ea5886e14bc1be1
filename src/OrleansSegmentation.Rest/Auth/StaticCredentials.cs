using System.Security.Cryptography;
using System.Text;

namespace OrleansSegmentation.Rest.Auth;

/// <summary>Takes the tokens and keys of the settings.</summary>
/// <remarks>Looked up by hash, so that the time of a look-up tells nothing about how much of a secret was right.</remarks>
internal sealed class StaticCredentials : ICredentialPolicy
{
    private readonly Dictionary<string, TokenGrant> _tokens = [];
    private readonly HashSet<string> _apiKeys;

    public StaticCredentials(AuthOptions options)
    {
        foreach (var token in options.Tokens)
        {
            var organizations = token.Organizations.Count == 0 ? null : token.Organizations.ToHashSet(StringComparer.Ordinal);
            _tokens[Hash(token.Token)] = new TokenGrant(null, organizations, null);
        }

        _apiKeys = options.ApiKeys.Select(Hash).ToHashSet(StringComparer.Ordinal);
    }

    public ValueTask<TokenGrant?> CheckTokenAsync(string token) => new(_tokens.GetValueOrDefault(Hash(token)));

    public bool AcceptsApiKey(TokenGrant grant, string apiKey) => _apiKeys.Contains(Hash(apiKey));

    private static string Hash(string secret) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
