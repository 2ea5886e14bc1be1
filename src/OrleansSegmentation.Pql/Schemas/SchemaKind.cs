namespace OrleansSegmentation.Pql.Schemas;

/// <summary>What the values of a <see cref="SchemaType"/> are.</summary>
internal enum SchemaKind
{
    /// <summary>Not known, or of several kinds: nothing is wrong with it.</summary>
    Any,

    /// <summary>Text.</summary>
    Text,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A Boolean.</summary>
    Boolean,

    /// <summary>A date or an instant.</summary>
    Time,

    /// <summary>An object with known properties.</summary>
    Object,

    /// <summary>An object with any keys.</summary>
    Map,

    /// <summary>A list.</summary>
    List,
}
