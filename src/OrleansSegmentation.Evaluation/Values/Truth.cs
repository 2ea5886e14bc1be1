namespace OrleansSegmentation.Evaluation.Values;

/// <summary>Conversion to Boolean.</summary>
public static class Truth
{
    /// <summary>
    /// Null is false, a Boolean is itself, a list or computed map is true iff it has items; anything else, also 0, <c>""</c> and an
    /// empty object, is defined and therefore true.
    /// </summary>
    public static bool Of(in PqlValue value) => value.Kind switch
    {
        PqlValueKind.Null => false,
        PqlValueKind.Boolean => value.AsBoolean(),
        PqlValueKind.List => value.AsList().Count > 0,
        PqlValueKind.Map => value.AsObject().Count > 0,
        _ => true,
    };
}
