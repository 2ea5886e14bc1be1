namespace OrleansSegmentation.Contracts.Access;

/// <summary>Names a profile by one of its identities.</summary>
/// <param name="Id">The identity value; without a namespace an XID.</param>
/// <param name="Namespace">The namespace code in any case, or null.</param>
[GenerateSerializer, Immutable, Alias("segmentation.entity-reference")]
public sealed record EntityReference(string Id, string? Namespace);

/// <summary>Which profiles to read.</summary>
/// <param name="Entities">Whose, 1 to 1,000.</param>
/// <param name="MergePolicyId">How to merge; null: as the sandbox's default policy says.</param>
/// <param name="Fields">Dotted paths of the attributes to return; null: all of them.</param>
[GenerateSerializer, Immutable, Alias("segmentation.profile-query")]
public sealed record ProfileQuery(IReadOnlyList<EntityReference> Entities, Guid? MergePolicyId, IReadOnlyList<string>? Fields);

/// <summary>What became of one look-up.</summary>
public enum LookupOutcome
{
    /// <summary>Found.</summary>
    Found,

    /// <summary>No profile has that identity.</summary>
    Unknown,

    /// <summary>The profile has more related identities than a profile may have.</summary>
    TooManyIdentities,

    /// <summary>No event of the profile is the one that the page should start with.</summary>
    UnknownStart,

    /// <summary>The part of the data that has the profile did not answer; try again.</summary>
    Unavailable,
}

/// <summary>The answer to one look-up.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Value">What was found; null unless <see cref="LookupOutcome.Found"/>.</param>
[GenerateSerializer, Immutable, Alias("segmentation.entity-lookup`1")]
public sealed record EntityLookup<T>(LookupOutcome Outcome, T? Value)
    where T : class;

/// <summary>The answers to many look-ups.</summary>
/// <param name="Answers">In the order of the references, each with the XID of the identity that was asked for (not of its profile).</param>
[GenerateSerializer, Immutable, Alias("segmentation.entity-answers`1")]
public sealed record EntityAnswers<T>(IReadOnlyList<EntityAnswer<T>> Answers)
    where T : class;

/// <summary>The answer to one look-up of many.</summary>
/// <param name="Xid">The XID of the identity asked for; a text that cannot be one, as it was sent.</param>
/// <param name="Lookup">The answer.</param>
[GenerateSerializer, Immutable, Alias("segmentation.entity-answer`1")]
public sealed record EntityAnswer<T>(string Xid, EntityLookup<T> Lookup)
    where T : class;

/// <summary>A merged profile.</summary>
/// <param name="EntityId">Its XID, 22 characters.</param>
/// <param name="Sources">The datasets of its attributes, ordinally.</param>
/// <param name="EntityJson">Its attributes, identities and segment memberships as one JSON object in UTF-8; events are not part of it.</param>
/// <param name="LastModifiedAtMs">The newest time of its records, ms since 1970.</param>
[GenerateSerializer, Immutable, Alias("segmentation.profile-entity")]
public sealed record ProfileEntity(string EntityId, IReadOnlyList<string> Sources, ReadOnlyMemory<byte> EntityJson, long LastModifiedAtMs);
