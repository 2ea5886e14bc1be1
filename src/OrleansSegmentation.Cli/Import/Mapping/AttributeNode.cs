namespace OrleansSegmentation.Cli.Import.Mapping;

/// <summary>The attributes of a record as a tree: objects, and at their ends a column or a constant.</summary>
internal sealed class AttributeNode
{
    /// <summary>Gets the members of an object.</summary>
    public List<(string Name, AttributeNode Node)> Children { get; } = [];

    /// <summary>Gets the column that is the value; null for objects and constants.</summary>
    public ColumnValue? Value { get; private init; }

    /// <summary>Gets the JSON of a constant; null for objects and columns.</summary>
    public string? Constant { get; private init; }

    /// <summary>Adds a column.</summary>
    public void Add(IReadOnlyList<string> path, ColumnValue value) => Parent(path).Children.Add((path[^1], new AttributeNode { Value = value }));

    /// <summary>Adds a constant.</summary>
    public void Add(IReadOnlyList<string> path, string json) => Parent(path).Children.Add((path[^1], new AttributeNode { Constant = json }));

    private AttributeNode Parent(IReadOnlyList<string> path)
    {
        var node = this;
        for (var i = 0; i < path.Count - 1; i++)
        {
            var name = path[i];
            if (node.Children.Find(child => child.Name == name).Node is not { } next)
            {
                next = new AttributeNode();
                node.Children.Add((name, next));
            }

            node = next;
        }

        return node;
    }
}
