using Microsoft.Extensions.Options;

namespace OrleansSegmentation.Rest.Hosting;

/// <summary>Names the setting that is out of range when the host starts.</summary>
[OptionsValidator]
internal sealed partial class HttpOptionsValidator : IValidateOptions<HttpOptions>;
