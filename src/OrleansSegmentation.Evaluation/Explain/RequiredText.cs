using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Evaluation.Explain;

/// <summary>Words what is required of a value.</summary>
internal sealed class RequiredText(SourceText source, PathTracer tracer)
{
    /// <summary>Words a change of a value.</summary>
    /// <param name="node">What is evaluated.</param>
    /// <param name="value">Its value.</param>
    /// <param name="required">What is required.</param>
    public NearestMissChange Change(PqlNode node, TracedValue value, string required) =>
        new(PathOf(node, value), CompactValue.Of(value.Value), required);

    /// <summary>Words a test that has to come out as wanted; of a list, some item has to pass it, or none may.</summary>
    /// <param name="node">What is tested.</param>
    /// <param name="value">Its value.</param>
    /// <param name="test">The test.</param>
    /// <param name="wanted">Whether it is to be passed.</param>
    public NearestMissChange Change(PqlNode node, TracedValue value, string test, bool wanted)
    {
        if (value.IsList) return Change(node, value, wanted ? $"an item {test}" : $"no item {test}");
        return Change(node, value, wanted ? test : $"not {test}");
    }

    /// <summary>Writes the other side of a test, with its value if that comes from the profile.</summary>
    public string Operand(PqlNode node, TracedScope scope)
    {
        var text = source.TextOf(node);
        return NodeShape.DependsOnProfile(node) ? $"{text} ({CompactValue.Of(tracer.Evaluate(node, scope))})" : text;
    }

    /// <summary>Names what is evaluated: its path in the profile, or else its text.</summary>
    public string PathOf(PqlNode node, TracedValue value) =>
        value.Path is { } path && NodeShape.IsPlain(node) ? ProfilePath.Shown(path) : source.TextOf(node);
}
