namespace OrleansSegmentation.Evaluation.Reference;

/// <summary>Receives the combinations of declared variables, one after the other.</summary>
internal abstract class CombinationVisitor
{
    /// <summary>Receives a combination.</summary>
    /// <param name="variables">The variables in order of declaration; their values change with the next combination.</param>
    /// <returns>True to stop.</returns>
    public abstract bool Visit(ReadOnlySpan<VariableScope> variables);
}
