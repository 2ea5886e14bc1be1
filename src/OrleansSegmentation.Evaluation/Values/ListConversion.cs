namespace OrleansSegmentation.Evaluation.Values;

/// <summary>Reads values where a list is expected.</summary>
public static class ListConversion
{
    /// <summary>A list is itself, a computed map stands for its values, null stays null, and anything else is a list of one item.</summary>
    public static IReadOnlyList<PqlValue>? ToList(in PqlValue value) => value.Kind switch
    {
        PqlValueKind.Null => null,
        PqlValueKind.List => value.AsList(),
        PqlValueKind.Map => GetValues(value.AsObject()),
        _ => [value],
    };

    /// <summary>Gets the values of a map, in the order of its keys.</summary>
    internal static PqlValue[] GetValues(PqlObject map)
    {
        var keys = map.Keys;
        var values = new PqlValue[keys.Count];
        for (var i = 0; i < values.Length; i++) map.TryGet(keys[i], out values[i]);
        return values;
    }
}
