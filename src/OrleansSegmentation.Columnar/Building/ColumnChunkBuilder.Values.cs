namespace OrleansSegmentation.Columnar.Building;

/// <content>The values of a row, one event each.</content>
public sealed partial class ColumnChunkBuilder
{
    /// <summary>Names the field whose value comes next.</summary>
    /// <param name="utf8">The name, unescaped; distinct within its object.</param>
    public void PropertyName(ReadOnlySpan<byte> utf8)
    {
        if (_depth == 0 || _frames[_depth - 1].Objects is not { } objects) throw Misplaced("A field name belongs in an object.");
        ref var frame = ref _frames[_depth - 1];
        RequireNoPendingName();
        frame.Field = objects.GetField(utf8, frame.Field);
        frame.IsFieldPending = true;
    }

    /// <summary>Starts an object.</summary>
    public void StartObject()
    {
        var column = NextValue(out var position);
        RequireDepth();
        column.Objects.Start(position);
        _frames[_depth++] = new Frame { Objects = column.Objects, Position = position };
    }

    /// <summary>Ends the object started last.</summary>
    public void EndObject()
    {
        if (_depth <= 1 || _frames[_depth - 1].Objects is null) throw Misplaced("There is no object to end here.");
        RequireNoPendingName();
        _depth--;
    }

    /// <summary>Starts a list; the values that follow are its items.</summary>
    public void StartList()
    {
        var column = NextValue(out var position);
        RequireDepth();
        column.Lists.Start(position);
        _frames[_depth++] = new Frame { Lists = column.Lists };
    }

    /// <summary>Ends the list started last.</summary>
    public void EndList()
    {
        if (_depth == 0 || _frames[_depth - 1].Lists is not { } lists) throw Misplaced("There is no list to end here.");
        lists.End();
        _depth--;
    }

    /// <summary>Writes a string.</summary>
    /// <param name="utf8">Valid UTF-8, unescaped.</param>
    public void String(ReadOnlySpan<byte> utf8) => NextValue(out var position).Strings.Add(position, utf8);

    /// <summary>Writes a whole number.</summary>
    public void Integer(long value) => NextValue(out var position).Integers.Add(position, value);

    /// <summary>Writes a number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a number, or infinite: JSON has neither.</exception>
    public void Double(double value)
    {
        if (!double.IsFinite(value)) throw new ArgumentOutOfRangeException(nameof(value), value, "A number must be finite.");
        NextValue(out var position).Doubles.Add(position, value);
    }

    /// <summary>Writes a Boolean.</summary>
    public void Boolean(bool value) => NextValue(out var position).Booleans.Add(position, value);

    /// <summary>Writes null: a missing field, or an item without a value.</summary>
    public void Null()
    {
        if (_depth == 0) throw Misplaced("A value belongs in a row.");
        ref var frame = ref _frames[_depth - 1];
        if (frame.Lists is not null)
        {
            frame.Lists.Items.AddPosition();
            return;
        }

        if (!frame.IsFieldPending) throw Misplaced("A value in an object needs a name first.");
        frame.IsFieldPending = false;
    }

    /// <summary>Returns the column the next value goes to, and its position there.</summary>
    private ColumnAssembler NextValue(out int position)
    {
        if (_depth == 0) throw Misplaced("A value belongs in a row.");
        ref var frame = ref _frames[_depth - 1];
        if (frame.Lists is not null)
        {
            position = frame.Lists.Items.AddPosition();
            return frame.Lists.Items;
        }

        if (!frame.IsFieldPending) throw Misplaced("A value in an object needs a name first.");
        frame.IsFieldPending = false;
        position = frame.Field!.Add(frame.Position);
        return frame.Field.Values;
    }

    private void RequireDepth()
    {
        if (_depth == MaxDepth) throw Misplaced($"Objects and lists nest at most {MaxDepth} levels deep.");
    }

    private void RequireNoPendingName()
    {
        if (_frames[_depth - 1].IsFieldPending) throw Misplaced($"The field \"{_frames[_depth - 1].Field!.Name}\" has no value yet.");
    }

    private InvalidOperationException Misplaced(string problem) => new($"{problem} Row: {RowCount - 1}, depth: {_depth}.");
}
