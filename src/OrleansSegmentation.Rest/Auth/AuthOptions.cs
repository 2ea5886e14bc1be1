namespace OrleansSegmentation.Rest.Auth;

/// <summary>Who may call. Settings: <c>Segmentation:Auth</c>.</summary>
public sealed class AuthOptions
{
    /// <summary>Gets or sets how callers are checked.</summary>
    /// <value>Default: <see cref="AuthMode.Development"/>.</value>
    public AuthMode Mode { get; set; } = AuthMode.Development;

    /// <summary>Gets or sets a value indicating whether Development mode may listen on addresses that other machines reach.</summary>
    /// <value>Default: false, because anybody can call a server in Development mode.</value>
    public bool AllowDevelopmentOffLoopback { get; set; }

    /// <summary>Gets or sets the accepted bearer tokens of Static mode. An entry may also be written as a plain string.</summary>
    public IList<StaticToken> Tokens { get; set; } = [];

    /// <summary>Gets or sets the accepted API keys of Static mode.</summary>
    public IList<string> ApiKeys { get; set; } = [];

    /// <summary>Gets or sets the clients that Static mode gives tokens to at <c>/ims/token/v3</c>.</summary>
    public IList<StaticClient> Clients { get; set; } = [];

    /// <summary>
    /// Gets or sets the organisations and their sandboxes. In Development mode, and in Jwt mode while this is empty, any other
    /// organisation exists too, with one sandbox <c>prod</c>.
    /// </summary>
    public IList<OrganizationOptions> Organizations { get; set; } = [];

    /// <summary>Gets or sets how tokens of Jwt mode are checked.</summary>
    public JwtOptions Jwt { get; set; } = new();
}

/// <summary>How callers are checked.</summary>
public enum AuthMode
{
    /// <summary>Any token, key and organisation; for one developer's machine.</summary>
    Development,

    /// <summary>Tokens, keys and organisations listed in the settings.</summary>
    Static,

    /// <summary>Signed tokens of an identity provider.</summary>
    Jwt,
}

/// <summary>A bearer token of Static mode.</summary>
public sealed class StaticToken
{
    /// <summary>Gets or sets the token.</summary>
    public string Token { get; set; } = "";

    /// <summary>Gets or sets the organisations it may use.</summary>
    /// <value>Default: none named, which allows all.</value>
    public IList<string> Organizations { get; set; } = [];
}

/// <summary>A client that may exchange its secret for a token.</summary>
public sealed class StaticClient
{
    /// <summary>Gets or sets the <c>client_id</c>.</summary>
    public string ClientId { get; set; } = "";

    /// <summary>Gets or sets the <c>client_secret</c>.</summary>
    public string ClientSecret { get; set; } = "";

    /// <summary>Gets or sets the token it gets: one of <see cref="AuthOptions.Tokens"/>.</summary>
    public string Token { get; set; } = "";
}

/// <summary>An organisation with its sandboxes.</summary>
public sealed class OrganizationOptions
{
    /// <summary>Gets or sets the id, 1 to 128 characters, compared exactly.</summary>
    public string Id { get; set; } = "";

    /// <summary>Gets or sets the sandboxes.</summary>
    /// <value>Default: none named, which makes one production sandbox <c>prod</c>.</value>
    public IList<SandboxOptions> Sandboxes { get; set; } = [];
}

/// <summary>One sandbox of an organisation.</summary>
public sealed class SandboxOptions
{
    /// <summary>Gets or sets the name, 1 to 256 of <c>a-z 0-9 -</c>.</summary>
    public string Name { get; set; } = "";

    /// <summary>Gets or sets the type, <c>production</c> or <c>development</c>.</summary>
    /// <value>Default: <c>production</c>.</value>
    public string Type { get; set; } = "production";

    /// <summary>Gets or sets a value indicating whether it is the organisation's default; without any the first one is.</summary>
    public bool Default { get; set; }

    /// <summary>Gets or sets what people call it; empty means the name.</summary>
    public string Title { get; set; } = "";
}

/// <summary>How tokens of Jwt mode are checked.</summary>
public sealed class JwtOptions
{
    /// <summary>Gets or sets the only accepted issuer.</summary>
    public string Issuer { get; set; } = "";

    /// <summary>Gets or sets the only accepted audience.</summary>
    public string Audience { get; set; } = "";

    /// <summary>Gets or sets the file with the issuer's public keys, a JSON Web Key Set.</summary>
    public string KeySetFile { get; set; } = "";

    /// <summary>Gets or sets the JSON Web Key Set itself, instead of a file.</summary>
    public string KeySet { get; set; } = "";

    /// <summary>Gets or sets by how much the clocks of issuer and server may differ.</summary>
    /// <value>Default: 1 minute.</value>
    public TimeSpan ClockSkew { get; set; } = TimeSpan.FromMinutes(1);
}
