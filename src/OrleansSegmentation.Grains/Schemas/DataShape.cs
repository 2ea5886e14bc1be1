using System.Text.Json;
using OrleansSegmentation.Columnar.Columns;
using OrleansSegmentation.Contracts.Partitions;

namespace OrleansSegmentation.Grains.Schemas;

/// <summary>The attributes seen in data, as a tree, with the kinds of their values.</summary>
/// <remarks>Grows only, and the order of additions does not matter. Safe to read by several threads once nobody adds to it.</remarks>
internal sealed class DataShape
{
    /// <summary>Objects with more different keys than this are taken for maps: their keys are data, and a new one is no mistake.</summary>
    public const int MaxAttributes = 256;

    private SortedDictionary<string, DataShape>? _attributes;
    private DataShape? _items;

    /// <summary>Gets what was seen.</summary>
    public AttributeKinds Kinds { get; private set; }

    /// <summary>Gets whether nothing was seen.</summary>
    public bool IsEmpty => Kinds == AttributeKinds.None;

    /// <summary>Returns the shape of the values of a column.</summary>
    public static DataShape Of(ValueColumn column)
    {
        var shape = new DataShape();
        if (column.Booleans is not null) shape.Kinds |= AttributeKinds.Boolean;
        if (column.Integers is not null) shape.Kinds |= AttributeKinds.Integer;
        if (column.Doubles is not null) shape.Kinds |= AttributeKinds.Double;
        if (column.Strings is not null) shape.Kinds |= AttributeKinds.Text;
        if (column.Lists is { } lists)
        {
            shape.Kinds |= AttributeKinds.List;
            shape._items = Of(lists.Items);
        }

        if (column.Objects is { } objects)
        {
            shape.Kinds |= AttributeKinds.Object;
            foreach (var field in objects.Fields.Take(MaxAttributes + 1)) shape.AddAttribute(field.Name, Of(field.Values));
        }

        return shape;
    }

    /// <summary>Reads what <see cref="Encode()"/> wrote.</summary>
    public static DataShape Decode(IReadOnlyList<AttributeShape> entries)
    {
        var next = 0;
        return entries.Count == 0 ? new DataShape() : Decode(entries, ref next);
    }

    /// <summary>Adds what another shape has seen.</summary>
    public void Add(DataShape other)
    {
        Kinds |= other.Kinds;
        if (Kinds.HasFlag(AttributeKinds.Map)) _attributes = null;
        if (other._items is not null) (_items ??= new DataShape()).Add(other._items);
        foreach (var (name, attribute) in other._attributes ?? []) AddAttribute(name, attribute);
    }

    /// <summary>Returns the tree as a list, in depth-first order.</summary>
    public IReadOnlyList<AttributeShape> Encode()
    {
        var entries = new List<AttributeShape>();
        Encode(entries, null, 0);
        return entries;
    }

    /// <summary>Writes the JSON schema that the data follows. A place with values of several kinds may hold anything.</summary>
    public void WriteJsonSchema(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        if (TypeName is { } type) writer.WriteString("type"u8, type);
        if (Kinds == AttributeKinds.List && _items is not null)
        {
            writer.WritePropertyName("items"u8);
            _items.WriteJsonSchema(writer);
        }
        else if (Kinds == AttributeKinds.Object && _attributes is not null)
        {
            writer.WriteStartObject("properties"u8);
            foreach (var (name, attribute) in _attributes)
            {
                writer.WritePropertyName(name);
                attribute.WriteJsonSchema(writer);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private string? TypeName => Kinds switch
    {
        AttributeKinds.Boolean => "boolean",
        AttributeKinds.Integer => "integer",
        AttributeKinds.Double or (AttributeKinds.Double | AttributeKinds.Integer) => "number",
        AttributeKinds.Text => "string",
        AttributeKinds.List => "array",
        AttributeKinds.Object => "object",
        _ => null,
    };

    private static DataShape Decode(IReadOnlyList<AttributeShape> entries, ref int next)
    {
        var entry = entries[next++];
        var shape = new DataShape { Kinds = entry.Kinds };
        while (next < entries.Count && entries[next].Depth > entry.Depth)
        {
            var name = entries[next].Name;
            var child = Decode(entries, ref next);
            if (name is null) shape._items = child;
            else shape.AddAttribute(name, child);
        }

        return shape;
    }

    private void AddAttribute(string name, DataShape attribute)
    {
        if (Kinds.HasFlag(AttributeKinds.Map)) return;
        _attributes ??= new SortedDictionary<string, DataShape>(StringComparer.Ordinal);
        if (!_attributes.TryGetValue(name, out var known)) _attributes.Add(name, known = new DataShape());
        known.Add(attribute);
        if (_attributes.Count <= MaxAttributes) return;
        Kinds |= AttributeKinds.Map;
        _attributes = null;
    }

    private void Encode(List<AttributeShape> entries, string? name, int depth)
    {
        entries.Add(new AttributeShape(depth, name, Kinds));
        _items?.Encode(entries, null, depth + 1);
        foreach (var (attribute, shape) in _attributes ?? []) shape.Encode(entries, attribute, depth + 1);
    }
}
