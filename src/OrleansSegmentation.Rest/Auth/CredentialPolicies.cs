using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace OrleansSegmentation.Rest.Auth;

/// <summary>Chooses the policy of the configured mode.</summary>
internal static class CredentialPolicies
{
    public static ICredentialPolicy Create(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<IOptions<AuthOptions>>().Value;
        return options.Mode switch
        {
            AuthMode.Static => new StaticCredentials(options),
            AuthMode.Jwt => new JwtCredentials(options.Jwt, provider.GetRequiredService<TimeProvider>()),
            _ => new DevelopmentCredentials(),
        };
    }
}
