using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using OrleansSegmentation.Contracts.Sandboxes;
using OrleansSegmentation.Rest.Auth;

namespace OrleansSegmentation.Rest.Sandboxes;

/// <summary>The organisations of this server: those of the settings and, where the mode allows it, any other with one sandbox.</summary>
internal sealed partial class OrganizationDirectory
{
    /// <summary>The longest organisation id, in characters.</summary>
    public const int MaxIdLength = 128;

    private const string DefaultSandboxName = "prod";

    private readonly Dictionary<string, Organization> _configured;

    public OrganizationDirectory(IOptions<AuthOptions> options)
    {
        _configured = options.Value.Organizations.ToDictionary(
            static organization => organization.Id, Configured, StringComparer.Ordinal);
        IsClosed = options.Value.Mode == AuthMode.Static || (options.Value.Mode == AuthMode.Jwt && _configured.Count > 0);
    }

    /// <summary>Gets a value indicating whether only organisations of the settings exist.</summary>
    public bool IsClosed { get; }

    public static bool IsSandboxName(string name) => SandboxName().IsMatch(name);

    /// <summary>Returns the organisation, or null when this server does not know it.</summary>
    public Organization? Find(string id)
    {
        if (_configured.TryGetValue(id, out var organization))
        {
            return organization;
        }

        return IsClosed || id.Length > MaxIdLength ? null : WithDefaultSandbox(id);
    }

    private static Organization Configured(OrganizationOptions options)
    {
        if (options.Sandboxes.Count == 0)
        {
            return WithDefaultSandbox(options.Id);
        }

        var hasDefault = options.Sandboxes.Any(static sandbox => sandbox.Default);
        return new Organization(
            options.Id,
            [
                .. options.Sandboxes.Select((sandbox, index) => new SandboxDescriptor(
                    SandboxDescriptor.DeriveId(options.Id, sandbox.Name), options.Id, sandbox.Name, sandbox.Type,
                    hasDefault ? sandbox.Default : index == 0, sandbox.Title.Length == 0 ? sandbox.Name : sandbox.Title)),
            ]);
    }

    private static Organization WithDefaultSandbox(string id) => new(
        id,
        [
            new SandboxDescriptor(
                SandboxDescriptor.DeriveId(id, DefaultSandboxName), id, DefaultSandboxName, "production", IsDefault: true, "Production"),
        ]);

    [GeneratedRegex("\\A[a-z0-9-]{1,256}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex SandboxName();
}
