using System.Collections.Immutable;

namespace OrleansSegmentation.Pql.Schemas;

/// <summary>The type of an attribute or of a subexpression. Immutable.</summary>
/// <param name="Kind">What its values are.</param>
/// <param name="Properties">The properties of an object.</param>
/// <param name="Item">The items of a list or the values of a map.</param>
internal sealed record SchemaType(SchemaKind Kind, ImmutableDictionary<string, SchemaType> Properties, SchemaType? Item)
{
    public static SchemaType Any { get; } = Scalar(SchemaKind.Any);

    public static SchemaType Text { get; } = Scalar(SchemaKind.Text);

    public static SchemaType Number { get; } = Scalar(SchemaKind.Number);

    public static SchemaType Boolean { get; } = Scalar(SchemaKind.Boolean);

    public static SchemaType Time { get; } = Scalar(SchemaKind.Time);

    /// <summary>Gets the type of the items where a value is used as a list.</summary>
    public SchemaType Element => Kind is SchemaKind.List or SchemaKind.Map ? Item! : this;

    /// <summary>Gets the type of the scalars in it, however deep its lists.</summary>
    public SchemaType Scalars => Kind == SchemaKind.List ? Item!.Scalars : this;

    /// <summary>Gets the type in words.</summary>
    public string Name => Kind switch
    {
        SchemaKind.Text => "text",
        SchemaKind.Number => "a number",
        SchemaKind.Boolean => "a Boolean",
        SchemaKind.Time => "a time",
        SchemaKind.Object => "an object",
        SchemaKind.Map => "a map",
        SchemaKind.List => "a list",
        _ => "a value of any type",
    };

    public static SchemaType List(SchemaType item) => new(SchemaKind.List, ImmutableDictionary<string, SchemaType>.Empty, item);

    public static SchemaType Map(SchemaType value) => new(SchemaKind.Map, ImmutableDictionary<string, SchemaType>.Empty, value);

    public static SchemaType Object(ImmutableDictionary<string, SchemaType> properties) => new(SchemaKind.Object, properties, null);

    private static SchemaType Scalar(SchemaKind kind) => new(kind, ImmutableDictionary<string, SchemaType>.Empty, null);
}
