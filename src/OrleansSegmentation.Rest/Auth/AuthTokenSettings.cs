using Microsoft.Extensions.Configuration;

namespace OrleansSegmentation.Rest.Auth;

/// <summary>Reads tokens that are written as plain strings, which suits an environment variable.</summary>
internal static class AuthTokenSettings
{
    public static void BindPlainTokens(AuthOptions options, IConfigurationSection tokens)
    {
        foreach (var entry in tokens.GetChildren().Where(static entry => !string.IsNullOrEmpty(entry.Value)))
        {
            options.Tokens.Add(new StaticToken { Token = entry.Value! });
        }
    }
}
