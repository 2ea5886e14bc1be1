using System.Globalization;
using System.Text.Json;

namespace OrleansSegmentation.Contracts.Listing;

/// <summary>The JSON shape of a document: which property paths it can have, and how to read them without writing the JSON.</summary>
/// <remarks>Values are <see cref="string"/>, <see cref="long"/>, <see cref="bool"/>, an inner object, or null for an absent property.</remarks>
public abstract class DocumentShape
{
    /// <summary>Gets the shape of strings, integers and flags.</summary>
    public static DocumentShape Scalar { get; } = new ScalarShape();

    /// <summary>Gets the shape of JSON that a caller supplied: any property may exist.</summary>
    public static DocumentShape Json { get; } = new JsonShape();

    /// <summary>Gets whether values of this shape are JSON scalars.</summary>
    public virtual bool IsScalar => false;

    /// <summary>Gets the shape of the elements when this is an array of objects; null otherwise.</summary>
    public virtual DocumentShape? Element => null;

    /// <summary>Finds a property; null when no document of this shape can have it.</summary>
    public abstract DocumentStep? Step(string name);

    /// <summary>Returns the elements of an array value.</summary>
    public virtual IEnumerable<object> Elements(object value) => [];

    /// <summary>Returns the canonical text of a JSON scalar; null for anything else.</summary>
    public static string? CanonicalText(object? value) => value switch
    {
        string text => text,
        long number => number.ToString(CultureInfo.InvariantCulture),
        bool flag => flag ? "true" : "false",
        JsonElement json => TextOf(json),
        _ => null,
    };

    private static string? TextOf(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => json.GetString(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.Number => json.TryGetInt64(out var number) ? number.ToString(CultureInfo.InvariantCulture) : json.GetRawText(),
        _ => null,
    };

    private sealed class ScalarShape : DocumentShape
    {
        public override bool IsScalar => true;

        public override DocumentStep? Step(string name) => null;
    }

    private sealed class JsonShape : DocumentShape
    {
        public override bool IsScalar => true; // a value decides for itself: CanonicalText is null for objects and arrays

        public override DocumentShape Element => this;

        public override DocumentStep? Step(string name) => new DocumentStep(
            value => value is JsonElement { ValueKind: JsonValueKind.Object } json && json.TryGetProperty(name, out var inner) ? inner : null,
            this);

        public override IEnumerable<object> Elements(object value) =>
            value is JsonElement { ValueKind: JsonValueKind.Array } json ? json.EnumerateArray().Cast<object>() : [];
    }
}

/// <summary>One step of a path: how to read the property, and what is found there.</summary>
public readonly record struct DocumentStep(Func<object, object?> Read, DocumentShape Shape);

/// <summary>The shape of a JSON object with fixed properties.</summary>
/// <typeparam name="T">The type that the object is written from.</typeparam>
public sealed class ObjectShape<T> : DocumentShape
    where T : class
{
    private readonly Dictionary<string, DocumentStep> _properties = new(StringComparer.Ordinal);

    /// <inheritdoc />
    public override DocumentStep? Step(string name) => _properties.TryGetValue(name, out var step) ? step : null;

    /// <summary>Adds a string.</summary>
    public ObjectShape<T> Text(string name, Func<T, string?> read) => Add(name, read, Scalar);

    /// <summary>Adds a uuid.</summary>
    public ObjectShape<T> Uuid(string name, Func<T, Guid?> read) => Add(name, item => read(item)?.ToString(), Scalar);

    /// <summary>Adds an integer.</summary>
    public ObjectShape<T> Number(string name, Func<T, long?> read) => Add(name, item => read(item), Scalar);

    /// <summary>Adds a flag.</summary>
    public ObjectShape<T> Flag(string name, Func<T, bool> read) => Add(name, item => read(item), Scalar);

    /// <summary>Adds anything of another shape.</summary>
    public ObjectShape<T> Add(string name, Func<T, object?> read, DocumentShape shape)
    {
        _properties.Add(name, new DocumentStep(item => read((T)item), shape));
        return this;
    }
}

/// <summary>Reads a property name exactly as the JSON writes it.</summary>
/// <returns>False when no document can have it.</returns>
public delegate bool KeyParser<TKey>(string name, out TKey key);

/// <summary>The shape of a JSON object whose property names are data.</summary>
/// <typeparam name="TKey">The type of the names.</typeparam>
/// <typeparam name="TValue">The type of the values.</typeparam>
/// <param name="parse">Reads a name.</param>
/// <param name="shape">The shape of the values.</param>
public sealed class MapShape<TKey, TValue>(KeyParser<TKey> parse, DocumentShape shape) : DocumentShape
    where TKey : notnull
{
    /// <inheritdoc />
    public override DocumentStep? Step(string name) => !parse(name, out var key)
        ? null
        : new DocumentStep(
            map => map is IReadOnlyDictionary<TKey, TValue> entries && entries.TryGetValue(key, out var value) ? value : null, shape);
}

/// <summary>The shape of a JSON array of objects.</summary>
/// <param name="element">The shape of its elements.</param>
public sealed class ArrayShape(DocumentShape element) : DocumentShape
{
    /// <inheritdoc />
    public override DocumentShape Element { get; } = element;

    /// <inheritdoc />
    public override DocumentStep? Step(string name) => null;

    /// <inheritdoc />
    public override IEnumerable<object> Elements(object value) => (IEnumerable<object>)value;
}

/// <summary>The shape of a JSON array that holds no objects: no path leads into it.</summary>
public sealed class OpaqueShape : DocumentShape
{
    /// <inheritdoc />
    public override DocumentStep? Step(string name) => null;
}
