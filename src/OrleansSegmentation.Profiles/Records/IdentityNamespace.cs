namespace OrleansSegmentation.Profiles.Records;

/// <summary>Namespace codes with a rule of their own.</summary>
internal static class IdentityNamespace
{
    /// <summary>Values of this namespace are compared in lower case.</summary>
    public const string Email = "email";
}
