namespace OrleansSegmentation.Evaluation.Tests.Examples;

/// <summary>An expression with the value it has for the sample profile.</summary>
/// <param name="Place">File and line, for failures.</param>
/// <param name="Expression"><c>pql/text</c>.</param>
/// <param name="ExpectedJson">The value as JSON.</param>
public sealed record Example(string Place, string Expression, string ExpectedJson)
{
    public override string ToString() => $"{Place}: {Expression} → {ExpectedJson}";
}
