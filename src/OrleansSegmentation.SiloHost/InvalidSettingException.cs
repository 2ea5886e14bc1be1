namespace OrleansSegmentation.SiloHost;

/// <summary>A setting has a value that is not accepted; the message names it, the value and what is accepted.</summary>
public sealed class InvalidSettingException(string setting, string? value, string accepted)
    : Exception($"The setting Segmentation:{setting} is '{value}'. Accepted: {accepted}.");
