using Microsoft.Extensions.Options;
using OrleansSegmentation.Grains.Definitions;
using OrleansSegmentation.Grains.Jobs;
using OrleansSegmentation.Grains.MergePolicies;
using OrleansSegmentation.Grains.Sandboxes;
using OrleansSegmentation.Grains.Sandboxes.Batches;
using OrleansSegmentation.Grains.Sandboxes.Upkeep;
using OrleansSegmentation.Grains.Schedules;

namespace OrleansSegmentation.Grains.Hosting;

/// <summary>Checks the ranges of <see cref="SegmentJobOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class SegmentJobOptionsValidator : IValidateOptions<SegmentJobOptions>;

/// <summary>Checks the ranges of <see cref="SegmentDefinitionOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class SegmentDefinitionOptionsValidator : IValidateOptions<SegmentDefinitionOptions>;

/// <summary>Checks the ranges of <see cref="MergePolicyOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class MergePolicyOptionsValidator : IValidateOptions<MergePolicyOptions>;

/// <summary>Checks the ranges of <see cref="ProfileOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class ProfileOptionsValidator : IValidateOptions<ProfileOptions>;

/// <summary>Checks the ranges of <see cref="IngestOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class IngestOptionsValidator : IValidateOptions<IngestOptions>;

/// <summary>Checks the ranges of <see cref="UpkeepOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class UpkeepOptionsValidator : IValidateOptions<UpkeepOptions>;

/// <summary>Checks the ranges of <see cref="ScheduleOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class ScheduleOptionsValidator : IValidateOptions<ScheduleOptions>;
