using Microsoft.Extensions.Options;

namespace OrleansSegmentation.Client;

/// <summary>Names the setting that is out of range when the host starts.</summary>
[OptionsValidator]
internal sealed partial class SegmentationClientOptionsValidator : IValidateOptions<SegmentationClientOptions>;
