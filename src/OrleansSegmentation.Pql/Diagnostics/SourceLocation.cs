using System.Text;

namespace OrleansSegmentation.Pql.Diagnostics;

/// <summary>A place in either encoding: a span of the text, or a path of the JSON.</summary>
internal readonly record struct SourceLocation(TextSpan Span, JsonPath? Path = null)
{
    public static implicit operator SourceLocation(TextSpan span) => new(span);

    public static implicit operator SourceLocation(JsonPath path) => new(default, path);
}

/// <summary>A JSON path kept as its last step and the path before it, so that it costs nothing until it is shown.</summary>
internal sealed class JsonPath
{
    private readonly JsonPath? _parent;
    private readonly string? _name;
    private readonly int _index;

    private JsonPath(JsonPath? parent, string? name, int index)
    {
        _parent = parent;
        _name = name;
        _index = index;
    }

    public static JsonPath Root { get; } = new(null, null, 0);

    public JsonPath Property(string name) => new(this, name, 0);

    public JsonPath Item(int index) => new(this, null, index);

    public override string ToString()
    {
        var steps = new Stack<JsonPath>();
        for (var path = this; path._parent is not null; path = path._parent) steps.Push(path);
        var text = new StringBuilder("$");
        foreach (var step in steps)
        {
            if (step._name is null) text.Append('[').Append(step._index).Append(']');
            else text.Append('.').Append(step._name);
        }

        return text.ToString();
    }
}
