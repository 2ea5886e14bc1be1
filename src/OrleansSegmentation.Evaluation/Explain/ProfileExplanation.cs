using System.Collections.Immutable;
using OrleansSegmentation.Evaluation.Values;

namespace OrleansSegmentation.Evaluation.Explain;

/// <summary>Why a profile is, or is not, a member of the segment an expression defines.</summary>
/// <param name="IsMember">Whether it is.</param>
/// <param name="Value">The value of the expression, before it is read as true or false.</param>
/// <param name="AsOfMs">The evaluation instant in ms since 1970-01-01T00:00:00Z.</param>
/// <param name="Proof">What the value follows from.</param>
/// <param name="NearestMiss">The fewest changes that would make it a member; empty iff it is one.</param>
public sealed record ProfileExplanation(
    bool IsMember, PqlValue Value, long AsOfMs, ProofNode Proof, ImmutableArray<NearestMissChange> NearestMiss);

/// <summary>A subexpression and its value.</summary>
/// <param name="Text">The subexpression as it was written, or, where it has no place in a text, its canonical text.</param>
/// <param name="Location">Where it is in the text; null where it has no place.</param>
/// <param name="Value">Its value; large lists and objects are replaced by a sentence that says how large.</param>
/// <param name="DecidedBy">The values of the profile that it was read from, at most ten.</param>
/// <param name="Children">The parts that decided it: of an <c>or</c> that is true the true operands, for instance. At most ten items of a list, at most a hundred operands.</param>
public sealed record ProofNode(
    string Text, ProofLocation? Location, PqlValue Value, ImmutableArray<DecidingValue> DecidedBy, ImmutableArray<ProofNode> Children)
{
    /// <summary>Gets how many deciding values were left out.</summary>
    public int OmittedValues { get; init; }

    /// <summary>Gets how many children were left out.</summary>
    public int OmittedChildren { get; init; }
}

/// <summary>A place in the text of an expression.</summary>
/// <param name="Start">Zero-based offset in UTF-16 units.</param>
/// <param name="Length">Length in UTF-16 units.</param>
/// <param name="Line">One-based line.</param>
/// <param name="Column">One-based column in UTF-16 units.</param>
public sealed record ProofLocation(int Start, int Length, int Line, int Column);

/// <summary>A value of the profile that decided something.</summary>
/// <param name="Path">Where it is, such as <c>xEvent[2].eventType</c>; list positions count from 0.</param>
/// <param name="Value">The value, null when there is none; large ones are replaced by a sentence that says how large.</param>
/// <param name="DatasetId">The dataset it came from, or null when that is not known.</param>
public sealed record DecidingValue(string Path, PqlValue Value, string? DatasetId);

/// <summary>One change that brings a profile nearer to membership.</summary>
/// <param name="Path">What would have to change: a path of the profile, or an expression over it.</param>
/// <param name="Current">Its value now.</param>
/// <param name="Required">What is required of it, such as <c>&gt; 5000</c>.</param>
public sealed record NearestMissChange(string Path, PqlValue Current, string Required);
