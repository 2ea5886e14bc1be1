using OrleansSegmentation.Evaluation.Operators.Paths;

namespace OrleansSegmentation.Evaluation.Operators.Expressions;

/// <summary>A path whose value an expression uses.</summary>
/// <param name="Level">How many levels up from the current one it starts.</param>
/// <param name="Path">The path.</param>
internal readonly record struct ExpressionSource(int Level, PathNode Path);
