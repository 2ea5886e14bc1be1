namespace OrleansSegmentation.Evaluation.Values;

/// <summary>Named values: a data object, an object literal or a computed map.</summary>
public abstract class PqlObject
{
    /// <summary>Gets the keys: in ordinal order for data, in the order of first appearance for computed maps and literals.</summary>
    public abstract IReadOnlyList<string> Keys { get; }

    /// <summary>Gets the position in the profile's <c>xEvent</c>, or -1 for what is not an event. Events are equal iff their positions are.</summary>
    public virtual int EventPosition => -1;

    /// <summary>Gets how many entries there are.</summary>
    public virtual int Count => Keys.Count;

    /// <summary>Reads a property. Keys are case-sensitive.</summary>
    /// <param name="name">The key.</param>
    /// <param name="value">The value, null when there is none.</param>
    /// <returns>Whether there is an entry of that name.</returns>
    public abstract bool TryGet(string name, out PqlValue value);
}
