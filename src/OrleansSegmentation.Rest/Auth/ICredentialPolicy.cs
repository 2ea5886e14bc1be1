namespace OrleansSegmentation.Rest.Auth;

/// <summary>Decides about tokens and API keys; one implementation per <see cref="AuthMode"/>. Thread-safe.</summary>
internal interface ICredentialPolicy
{
    /// <summary>Returns what the token allows, or null when it is refused or expired.</summary>
    ValueTask<TokenGrant?> CheckTokenAsync(string token);

    /// <summary>Returns whether the API key goes with the token.</summary>
    bool AcceptsApiKey(TokenGrant grant, string apiKey);
}
