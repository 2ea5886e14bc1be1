namespace OrleansSegmentation.Evaluation.Values;

/// <summary>A key with its value, as <c>mapEntry</c> gives it.</summary>
internal sealed record MapEntry(PqlValue Key, PqlValue Value);
