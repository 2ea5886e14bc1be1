using System.Text.Json;
using OrleansSegmentation.Cli.Pql.Input;
using OrleansSegmentation.Evaluation;

namespace OrleansSegmentation.Cli.Pql.Cases;

/// <summary>One case of a test kit: an expression, a profile, an instant, and what must come out.</summary>
/// <param name="Id">What the author calls it.</param>
/// <param name="Expression">The audience definition.</param>
/// <param name="Profile">The profile, a JSON object.</param>
/// <param name="NowMs">The evaluation instant in ms since 1970-01-01T00:00:00Z.</param>
/// <param name="Expected">What must come out.</param>
/// <param name="Records">Records of other schemas, or null.</param>
internal sealed record AudienceCase(
    string Id, Expression Expression, JsonElement Profile, long NowMs, CaseOutcome Expected, SchemaRecords? Records);

/// <summary>What can come out of a case.</summary>
internal enum CaseOutcome
{
    /// <summary>The profile is a member.</summary>
    True,

    /// <summary>It is not.</summary>
    False,

    /// <summary>The expression has a definition-time error.</summary>
    Error,

    /// <summary>The evaluation could not be carried out; never expected.</summary>
    Failure,
}

/// <summary>What came out of a case.</summary>
/// <param name="Case">The case.</param>
/// <param name="Outcome">What came out.</param>
/// <param name="Problem">Why there is no truth, if there is none.</param>
internal sealed record CaseResult(AudienceCase Case, CaseOutcome Outcome, string? Problem)
{
    /// <summary>Gets whether it is what was expected.</summary>
    public bool IsPassed => Outcome == Case.Expected;
}
