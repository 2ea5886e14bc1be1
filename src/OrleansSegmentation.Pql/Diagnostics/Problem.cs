namespace OrleansSegmentation.Pql.Diagnostics;

/// <summary>A <see cref="PqlDiagnostic"/> without its place.</summary>
internal readonly record struct Problem(string Code, string Message, PqlSeverity Severity = PqlSeverity.Error);
