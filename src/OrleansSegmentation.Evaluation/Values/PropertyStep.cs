namespace OrleansSegmentation.Evaluation.Values;

/// <summary>The step from a value to one of its properties.</summary>
public static class PropertyStep
{
    /// <summary>
    /// Reads a property of an object or map. On a list the step is taken from each item, results that are lists are put together
    /// one after the other, nulls are dropped. On null or a scalar the result is null.
    /// </summary>
    public static PqlValue Read(in PqlValue target, string name)
    {
        switch (target.Kind)
        {
            case PqlValueKind.Object or PqlValueKind.Map:
                target.AsObject().TryGet(name, out var value);
                return value;
            case PqlValueKind.List:
                var items = target.AsList();
                if (items.Count == 0) return PqlValue.EmptyList;
                var results = new List<PqlValue>(items.Count);
                for (var i = 0; i < items.Count; i++) Append(Read(items[i], name), results);
                return PqlValue.FromList(results);
            default:
                return PqlValue.Null;
        }
    }

    /// <summary>Appends a result: a list's items, any other value that is not null.</summary>
    internal static void Append(in PqlValue result, List<PqlValue> results)
    {
        if (result.Kind != PqlValueKind.List)
        {
            if (!result.IsNull) results.Add(result);
            return;
        }

        var items = result.AsList();
        for (var i = 0; i < items.Count; i++)
        {
            var item = items[i];
            if (!item.IsNull) results.Add(item);
        }
    }
}
