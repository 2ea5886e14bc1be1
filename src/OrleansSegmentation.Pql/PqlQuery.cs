using System.Collections.Immutable;
using OrleansSegmentation.Pql.Diagnostics;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Pql;

/// <summary>The two encodings of an expression.</summary>
public enum PqlFormat
{
    /// <summary><c>pql/text</c>.</summary>
    Text,

    /// <summary><c>pql/json</c>.</summary>
    Json,
}

/// <summary>A checked expression: parsed, bound, canonical.</summary>
/// <param name="Root">The tree.</param>
/// <param name="ReferencedSegments">Ids named by <c>inSegment</c>, distinct, in order of first reference.</param>
public sealed record PqlQuery(PqlNode Root, ImmutableArray<string> ReferencedSegments);

/// <summary>What compiling gave.</summary>
/// <param name="Query">The query, or null when there is an error.</param>
/// <param name="Diagnostics">Errors and warnings in order of position.</param>
public sealed record PqlCompilation(PqlQuery? Query, ImmutableArray<PqlDiagnostic> Diagnostics)
{
    /// <summary>Gets whether the expression can be stored and run.</summary>
    public bool IsValid => Query is not null;
}
