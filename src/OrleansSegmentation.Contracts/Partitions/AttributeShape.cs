namespace OrleansSegmentation.Contracts.Partitions;

/// <summary>The kinds of values that were seen at one place of profiles.</summary>
[Flags]
public enum AttributeKinds
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Booleans.</summary>
    Boolean = 1,

    /// <summary>Whole numbers.</summary>
    Integer = 2,

    /// <summary>Other numbers.</summary>
    Double = 4,

    /// <summary>Text.</summary>
    Text = 8,

    /// <summary>Lists.</summary>
    List = 16,

    /// <summary>Objects.</summary>
    Object = 32,

    /// <summary>Objects with so many different keys that the keys are data; they are not listed.</summary>
    Map = 64,
}

/// <summary>
/// One place of a tree of attributes. The tree is a list in depth-first order that starts with the profile itself; the children of a place
/// follow it with a depth of one more.
/// </summary>
/// <param name="Depth">0 for the profile.</param>
/// <param name="Name">The attribute; null for the items of the list above, and for the profile.</param>
/// <param name="Kinds">What was seen.</param>
[GenerateSerializer, Immutable, Alias("segmentation.attribute-shape")]
public readonly record struct AttributeShape(int Depth, string? Name, AttributeKinds Kinds);

/// <summary>A profile of a partition, merged under one policy.</summary>
/// <param name="HasTooManyIdentities">Whether it is left out of segmentation for having more than 50 identities.</param>
/// <param name="Json">The profile with its <c>segmentMembership</c>, a JSON object in UTF-8; empty when it is left out.</param>
[GenerateSerializer, Immutable, Alias("segmentation.merged-profile")]
public sealed record MergedProfile(bool HasTooManyIdentities, ReadOnlyMemory<byte> Json)
{
    /// <summary>
    /// Gets which dataset each value came from, a JSON object in UTF-8 that follows the profile down to where one dataset supplied everything:
    /// there it has the dataset. <c>xEvent</c> is a list of datasets, identities are absent. Empty when the profile is left out.
    /// </summary>
    [Id(0)] public ReadOnlyMemory<byte> Sources { get; init; }
}
