using OrleansSegmentation.Columnar.Columns;

namespace OrleansSegmentation.Evaluation.Values;

/// <summary>An object that stays in its columns.</summary>
internal sealed class ColumnObject(ObjectPart part, int position, ColumnRole role) : PqlObject
{
    private string[]? _keys;

    public override IReadOnlyList<string> Keys => _keys ??= FindKeys();

    // The position in the column is as good an identity as the one in the list: two events of a profile never share it.
    public override int EventPosition => role == ColumnRole.Event ? position : -1;

    public override bool TryGet(string name, out PqlValue value)
    {
        value = part.Find(name) is { } field && IndexOf(field) is var index and >= 0
            ? ColumnValues.At(field.Values, index, ColumnValues.RoleOfField(role, name))
            : PqlValue.Null;
        return !value.IsNull;
    }

    /// <summary>Where a field's values hold this object's, or a negative number when the field is sparse and has none.</summary>
    private int IndexOf(ObjectField field) => field.Rows is null ? position : Array.BinarySearch(field.Rows, position);

    private string[] FindKeys()
    {
        var keys = new List<string>();
        foreach (var field in part.Fields)
        {
            if (IndexOf(field) is var index and >= 0 && ColumnValues.HasValue(field.Values, index)) keys.Add(field.Name);
        }

        return [.. keys];
    }
}
