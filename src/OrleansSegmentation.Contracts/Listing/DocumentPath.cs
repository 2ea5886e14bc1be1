namespace OrleansSegmentation.Contracts.Listing;

/// <summary>A property path, resolved once against a shape and then read from many documents.</summary>
public sealed class DocumentPath
{
    private readonly DocumentStep[] _steps;

    private DocumentPath(DocumentStep[] steps, DocumentShape shape)
    {
        _steps = steps;
        Shape = shape;
    }

    /// <summary>Gets the shape of what the path leads to.</summary>
    public DocumentShape Shape { get; }

    /// <summary>Resolves a path; null when no document of the shape can have it, or when it steps into an array.</summary>
    public static DocumentPath? Resolve(DocumentShape root, IReadOnlyList<string> names)
    {
        var steps = new DocumentStep[names.Count];
        var shape = root;
        for (var i = 0; i < names.Count; i++)
        {
            if (shape.Step(names[i]) is not { } step) return null;
            steps[i] = step;
            shape = step.Shape;
        }

        return new DocumentPath(steps, shape);
    }

    /// <summary>Reads the value from a document; null when it is absent.</summary>
    public object? Read(object document)
    {
        object? value = document;
        foreach (var step in _steps)
        {
            if (value is null) return null;
            value = step.Read(value);
        }

        return value;
    }
}
