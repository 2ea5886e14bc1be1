using Microsoft.Extensions.Options;
using OrleansSegmentation.Rest.Sandboxes;

namespace OrleansSegmentation.Rest.Auth;

/// <summary>Stops the start when the settings about callers do not make sense, naming each setting.</summary>
internal sealed class AuthOptionsValidator : IValidateOptions<AuthOptions>
{
    public ValidateOptionsResult Validate(string? name, AuthOptions options)
    {
        var problems = new List<string>();
        CheckOrganizations(options, problems);
        if (options.Mode == AuthMode.Static)
        {
            CheckStatic(options, problems);
        }
        else if (options.Mode == AuthMode.Jwt)
        {
            CheckJwt(options.Jwt, problems);
        }

        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static void CheckOrganizations(AuthOptions options, List<string> problems)
    {
        for (var i = 0; i < options.Organizations.Count; i++)
        {
            var organization = options.Organizations[i];
            var setting = $"Segmentation:Auth:Organizations:{i}";
            if (organization.Id.Length is 0 or > OrganizationDirectory.MaxIdLength)
            {
                problems.Add($"{setting}:Id must have 1 to {OrganizationDirectory.MaxIdLength} characters.");
            }

            CheckSandboxes(organization, setting, problems);
        }

        foreach (var twice in options.Organizations.GroupBy(static organization => organization.Id).Where(static group => group.Count() > 1))
        {
            problems.Add($"Segmentation:Auth:Organizations names '{twice.Key}' {twice.Count()} times.");
        }
    }

    private static void CheckSandboxes(OrganizationOptions organization, string setting, List<string> problems)
    {
        for (var i = 0; i < organization.Sandboxes.Count; i++)
        {
            var sandbox = organization.Sandboxes[i];
            if (!OrganizationDirectory.IsSandboxName(sandbox.Name))
            {
                problems.Add($"{setting}:Sandboxes:{i}:Name is '{sandbox.Name}'; accepted are 1 to 256 of a-z, 0-9 and -.");
            }

            if (sandbox.Type is not ("production" or "development"))
            {
                problems.Add($"{setting}:Sandboxes:{i}:Type is '{sandbox.Type}'; accepted are production and development.");
            }
        }

        if (organization.Sandboxes.Count(static sandbox => sandbox.Default) > 1)
        {
            problems.Add($"{setting}:Sandboxes has more than one with Default = true.");
        }

        if (organization.Sandboxes.DistinctBy(static sandbox => sandbox.Name).Count() != organization.Sandboxes.Count)
        {
            problems.Add($"{setting}:Sandboxes names one sandbox twice.");
        }
    }

    private static void CheckStatic(AuthOptions options, List<string> problems)
    {
        Require(options.Tokens.Count > 0 && options.Tokens.All(static token => token.Token.Length > 0), "Tokens", problems);
        Require(options.ApiKeys.Count > 0 && options.ApiKeys.All(static key => key.Length > 0), "ApiKeys", problems);
        Require(options.Organizations.Count > 0, "Organizations", problems);
        for (var i = 0; i < options.Clients.Count; i++)
        {
            var client = options.Clients[i];
            if (client.ClientId.Length == 0 || client.ClientSecret.Length == 0
                || options.Tokens.All(token => token.Token != client.Token))
            {
                problems.Add(
                    $"Segmentation:Auth:Clients:{i} needs ClientId, ClientSecret and a Token that is one of Segmentation:Auth:Tokens.");
            }
        }

        static void Require(bool holds, string setting, List<string> problems)
        {
            if (!holds)
            {
                problems.Add($"Segmentation:Auth:Mode is Static, so Segmentation:Auth:{setting} must have at least one entry and none may be empty.");
            }
        }
    }

    private static void CheckJwt(JwtOptions jwt, List<string> problems)
    {
        if (jwt.Issuer.Length == 0 || jwt.Audience.Length == 0)
        {
            problems.Add("Segmentation:Auth:Mode is Jwt, so Segmentation:Auth:Jwt needs Issuer and Audience.");
        }

        if (jwt.KeySet.Length == 0 == (jwt.KeySetFile.Length == 0))
        {
            problems.Add("Segmentation:Auth:Mode is Jwt, so exactly one of Segmentation:Auth:Jwt:KeySet and KeySetFile must be set.");
        }
        else if (jwt.KeySetFile.Length > 0 && !File.Exists(jwt.KeySetFile))
        {
            problems.Add($"Segmentation:Auth:Jwt:KeySetFile does not exist: {jwt.KeySetFile}.");
        }
    }
}
