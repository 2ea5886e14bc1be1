using OrleansSegmentation.Evaluation.Values;
using OrleansSegmentation.Pql.Binding;

namespace OrleansSegmentation.Evaluation.Functions;

/// <summary>A function or operator: its signature with documentation, and its row form. Stateless and thread-safe.</summary>
public abstract class PqlFunction(FunctionSignature signature)
{
    /// <summary>Gets name, parameters, null rule and documentation.</summary>
    public FunctionSignature Signature { get; } = signature;

    /// <summary>Evaluates one call. Never throws because of data; missing or oddly typed data gives null or false.</summary>
    /// <param name="call">The arguments, evaluated when they are asked for.</param>
    public abstract PqlValue Invoke(in FunctionCall call);

    /// <summary>Evaluates one call where only the truth of its value matters; cheaper where the value need not be built.</summary>
    public virtual bool IsTrue(in FunctionCall call) => Truth.Of(Invoke(call));

    /// <summary>Describes a parameter.</summary>
    private protected static FunctionParameter Parameter(string name, ParameterKind kind) => new(name, kind);
}
