using System.Text.Json;
using OrleansSegmentation.Evaluation.Values;

namespace OrleansSegmentation.Grains.Members;

/// <summary>Which attributes of a profile to show: dotted paths, which go through lists item by item.</summary>
internal sealed class FieldSelection
{
    private readonly SortedDictionary<string, FieldSelection?> _fields = new(StringComparer.Ordinal); // null: the whole value

    /// <summary>Reads paths. A path that another one begins with covers it.</summary>
    public static FieldSelection Of(IEnumerable<string> paths)
    {
        var selection = new FieldSelection();
        foreach (var path in paths) selection.Add(path.Split('.'));
        return selection;
    }

    /// <summary>Tells whether an own field of the object is selected, and which of its parts; null parts mean all of it.</summary>
    public bool TryGet(string name, out FieldSelection? parts) => _fields.TryGetValue(name, out parts);

    /// <summary>Writes the selected properties of an object into the object that is open.</summary>
    public void WriteProperties(Utf8JsonWriter writer, PqlObject value, params ReadOnlySpan<string> except)
    {
        foreach (var (name, parts) in _fields)
        {
            if (except.Contains(name) || !value.TryGet(name, out var property) || property.IsNull) continue;
            if (parts is not null && !property.HasProperties && property.Kind != PqlValueKind.List) continue; // it has no such parts
            writer.WritePropertyName(name);
            if (parts is null) property.ToJson(writer);
            else parts.WriteParts(writer, property);
        }
    }

    private void WriteParts(Utf8JsonWriter writer, in PqlValue value)
    {
        if (value.Kind == PqlValueKind.List)
        {
            writer.WriteStartArray();
            foreach (var item in value.AsList().Where(static item => item.HasProperties || item.Kind == PqlValueKind.List)) WriteParts(writer, item);
            writer.WriteEndArray();
            return;
        }

        writer.WriteStartObject();
        WriteProperties(writer, value.AsObject());
        writer.WriteEndObject();
    }

    private void Add(ReadOnlySpan<string> path)
    {
        var isKnown = _fields.TryGetValue(path[0], out var parts);
        if (isKnown && parts is null) return;
        if (path.Length == 1)
        {
            _fields[path[0]] = null;
            return;
        }

        parts ??= new FieldSelection();
        _fields[path[0]] = parts;
        parts.Add(path[1..]);
    }
}
