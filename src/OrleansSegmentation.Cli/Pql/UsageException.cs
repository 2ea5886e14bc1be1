namespace OrleansSegmentation.Cli.Pql;

/// <summary>The input has not the form it must have; the message says what is accepted.</summary>
internal sealed class UsageException(string message) : Exception(message);
