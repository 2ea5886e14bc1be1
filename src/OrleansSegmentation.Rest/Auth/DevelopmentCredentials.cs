namespace OrleansSegmentation.Rest.Auth;

/// <summary>Takes everything that is not empty.</summary>
internal sealed class DevelopmentCredentials : ICredentialPolicy
{
    public ValueTask<TokenGrant?> CheckTokenAsync(string token) => new(TokenGrant.Everything);

    public bool AcceptsApiKey(TokenGrant grant, string apiKey) => true;
}
