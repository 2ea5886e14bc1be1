using Microsoft.Extensions.Options;

namespace OrleansSegmentation.SiloHost;

/// <summary>Checks the ranges of <see cref="SiloClusterOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class SiloClusterOptionsValidator : IValidateOptions<SiloClusterOptions>;
