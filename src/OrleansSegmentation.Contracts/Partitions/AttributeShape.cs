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
