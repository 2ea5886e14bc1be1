using OrleansSegmentation.Rest.Sandboxes;

namespace OrleansSegmentation.Rest.Auth;

/// <summary>Who called, after the checks of the headers.</summary>
/// <param name="Organization">The organisation the call is for.</param>
/// <param name="Grant">What the token allows.</param>
internal sealed record Caller(Organization Organization, TokenGrant Grant);

/// <summary>Who sent messages, after the checks of the headers.</summary>
/// <param name="Organization">The organisation of the header; null when only the messages name one.</param>
/// <param name="Grant">What the token allows.</param>
internal sealed record Sender(Organization? Organization, TokenGrant Grant);

/// <summary>What an accepted token allows.</summary>
/// <param name="ClientId">The only accepted API key, or null when the token names none.</param>
/// <param name="Organizations">The organisations it may use; null means all.</param>
/// <param name="Sandboxes">The names of the sandboxes it may use; null means all.</param>
internal sealed record TokenGrant(string? ClientId, IReadOnlySet<string>? Organizations, IReadOnlySet<string>? Sandboxes)
{
    /// <summary>Gets the grant without limits.</summary>
    public static TokenGrant Everything { get; } = new(null, null, null);

    public bool AllowsOrganization(string id) => Organizations is null || Organizations.Contains(id);

    public bool AllowsSandbox(string name) => Sandboxes is null || Sandboxes.Contains(name);
}
