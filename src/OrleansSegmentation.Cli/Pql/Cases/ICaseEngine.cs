using OrleansSegmentation.Pql;

namespace OrleansSegmentation.Cli.Pql.Cases;

/// <summary>Tells whether the profile of a case is a member.</summary>
internal interface ICaseEngine
{
    /// <summary>Gets what the engine is called on the command line.</summary>
    string Name { get; }

    /// <summary>Evaluates a case.</summary>
    /// <param name="audienceCase">The case.</param>
    /// <param name="query">Its checked expression.</param>
    /// <param name="cancellationToken">Stops the evaluation.</param>
    /// <exception cref="System.Text.Json.JsonException">The profile cannot be read.</exception>
    /// <exception cref="InvalidOperationException">The profile cannot be stored.</exception>
    /// <exception cref="Evaluation.EvaluationLimitException">The evaluation took too many steps.</exception>
    bool IsMember(AudienceCase audienceCase, PqlQuery query, CancellationToken cancellationToken);
}
