using System.Text.Json;
using OrleansSegmentation.Cli.Pql;
using Parquet.Schema;

namespace OrleansSegmentation.Cli.Import.Rows;

/// <summary>One field of a Parquet schema. Nested values are put together from the levels of their leaves.</summary>
/// <remarks>
/// How levels encode nesting: https://github.com/apache/parquet-format#nested-encoding. Each leaf that stands at a value of this field has one
/// entry when the field is missing there, and as many as there are items otherwise.
/// </remarks>
internal abstract class ParquetNode
{
    /// <summary>Gets the leaves below, in the order of the schema.</summary>
    public abstract IReadOnlyList<ParquetLeaf> Leaves { get; }

    /// <summary>Gets whether there is no value at the current entries.</summary>
    public abstract bool IsMissing { get; }

    /// <summary>Writes the value at the current entries and goes past them.</summary>
    public void Write(Utf8JsonWriter writer)
    {
        if (IsMissing)
        {
            writer.WriteNullValue();
            Skip();
        }
        else
        {
            WriteValue(writer);
        }
    }

    /// <summary>Makes the node of a field.</summary>
    /// <exception cref="UsageException">The field has a type that JSON cannot express.</exception>
    public static ParquetNode Create(Field field) => field switch
    {
        DataField { IsArray: true } data => new ParquetListNode(data.MaxDefinitionLevel, data.MaxRepetitionLevel, new ParquetLeaf(data)),
        DataField data => new ParquetLeaf(data),
        StructField group => new ParquetStructNode(group.MaxDefinitionLevel, [.. group.Fields.Select(static child => (child.Name, Create(child)))]),
        ListField list => new ParquetListNode(list.MaxDefinitionLevel, list.MaxRepetitionLevel, Create(list.Item)),
        MapField { Key: DataField key } map => new ParquetMapNode(map.MaxDefinitionLevel, map.MaxRepetitionLevel, new ParquetLeaf(key), Create(map.Value)),
        _ => throw new UsageException($"The column {field.Path} cannot be imported: it is a {field.SchemaType} of the Parquet schema."),
    };

    /// <summary>Goes past a missing value: one entry of each leaf.</summary>
    public void Skip()
    {
        foreach (var leaf in Leaves) leaf.Next();
    }

    /// <summary>Writes a value that is there and goes past its entries.</summary>
    protected abstract void WriteValue(Utf8JsonWriter writer);
}

/// <summary>A group of fields: an object.</summary>
internal sealed class ParquetStructNode(int definitionLevel, IReadOnlyList<(string Name, ParquetNode Node)> fields) : ParquetNode
{
    public override IReadOnlyList<ParquetLeaf> Leaves { get; } = [.. fields.SelectMany(static field => field.Node.Leaves)];

    public override bool IsMissing => Leaves[0].Definition < definitionLevel;

    protected override void WriteValue(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        foreach (var (name, node) in fields)
        {
            if (node.IsMissing)
            {
                node.Skip();
                continue;
            }

            writer.WritePropertyName(name);
            node.Write(writer);
        }

        writer.WriteEndObject();
    }
}

/// <summary>A repeated field: a list.</summary>
/// <param name="definitionLevel">From this level on there is an item; one below, the list is empty.</param>
/// <param name="repetitionLevel">The level of an entry that is a further item of the same list.</param>
/// <param name="item">Its items.</param>
internal sealed class ParquetListNode(int definitionLevel, int repetitionLevel, ParquetNode item) : ParquetNode
{
    public override IReadOnlyList<ParquetLeaf> Leaves => item.Leaves;

    public override bool IsMissing => Leaves[0].Definition < definitionLevel - 1;

    protected override void WriteValue(Utf8JsonWriter writer)
    {
        writer.WriteStartArray();
        if (Leaves[0].Definition < definitionLevel) Skip();
        else
        {
            do item.Write(writer);
            while (Leaves[0].Repetition == repetitionLevel);
        }

        writer.WriteEndArray();
    }
}

/// <summary>A map: an object with the keys as names.</summary>
internal sealed class ParquetMapNode(int definitionLevel, int repetitionLevel, ParquetLeaf key, ParquetNode value) : ParquetNode
{
    public override IReadOnlyList<ParquetLeaf> Leaves { get; } = [key, .. value.Leaves];

    public override bool IsMissing => key.Definition < definitionLevel - 1;

    protected override void WriteValue(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        if (key.Definition < definitionLevel) Skip();
        else
        {
            do
            {
                writer.WritePropertyName(key.Text);
                key.Next();
                value.Write(writer);
            }
            while (key.Repetition == repetitionLevel);
        }

        writer.WriteEndObject();
    }
}
