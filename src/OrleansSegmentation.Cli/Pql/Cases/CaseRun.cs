using System.Text.Json;
using OrleansSegmentation.Cli.Pql.Checking;
using OrleansSegmentation.Evaluation;
using OrleansSegmentation.Pql.Diagnostics;

namespace OrleansSegmentation.Cli.Pql.Cases;

/// <summary>Runs cases through an engine.</summary>
internal static class CaseRun
{
    /// <summary>Runs a case. Whatever is wrong with its expression or profile becomes its outcome.</summary>
    public static CaseResult Run(AudienceCase audienceCase, ICaseEngine engine, CancellationToken cancellationToken)
    {
        var compilation = audienceCase.Expression.Compile();
        if (compilation.Query is not { } query)
        {
            var first = compilation.Diagnostics.FirstOrDefault(static diagnostic => diagnostic.Severity == PqlSeverity.Error);
            return new CaseResult(audienceCase, CaseOutcome.Error, first is null ? null : DiagnosticText.OneLine(first));
        }

        try
        {
            var isMember = engine.IsMember(audienceCase, query, cancellationToken);
            return new CaseResult(audienceCase, isMember ? CaseOutcome.True : CaseOutcome.False, null);
        }
        catch (EvaluationLimitException exception)
        {
            return new CaseResult(audienceCase, CaseOutcome.Failure, exception.Message);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return new CaseResult(audienceCase, CaseOutcome.Failure, $"The profile cannot be stored. {exception.Message}");
        }
    }
}
