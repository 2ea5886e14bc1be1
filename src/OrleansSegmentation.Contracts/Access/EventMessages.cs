using OrleansSegmentation.Contracts.Jobs;

namespace OrleansSegmentation.Contracts.Access;

/// <summary>Which events to read.</summary>
/// <param name="Entities">Whose, 1 to 1,000 profiles; one page of each.</param>
/// <param name="MergePolicyId">How to merge; null: as the sandbox's default policy says.</param>
/// <param name="Fields">Dotted paths of the fields to return; null: all of them.</param>
/// <param name="StartMs">The earliest time, ms since 1970; null: the first event's.</param>
/// <param name="EndMs">The first time that is too late; null: none.</param>
/// <param name="IsDescending">The latest event first.</param>
/// <param name="Start">The event to start with, as the page before named it; null: the first one.</param>
/// <param name="Limit">The most events of a page, 1 to 1,000. Large events may end it earlier.</param>
/// <param name="Filters">What events must be like; all must hold.</param>
[GenerateSerializer, Immutable, Alias("segmentation.event-query")]
public sealed record EventQuery(
    IReadOnlyList<EntityReference> Entities, Guid? MergePolicyId, IReadOnlyList<string>? Fields, long? StartMs, long? EndMs, bool IsDescending,
    string? Start, int Limit, IReadOnlyList<PropertyFilter> Filters);

/// <summary>A page of the events of a profile.</summary>
/// <param name="EntityId">The XID of the profile.</param>
/// <param name="Events">The events in the order asked for; those of one time by dataset and id.</param>
/// <param name="Next">What to send as <see cref="EventQuery.Start"/> for the next page; null when nothing follows.</param>
[GenerateSerializer, Immutable, Alias("segmentation.entity-events")]
public sealed record EntityEvents(string EntityId, IReadOnlyList<EntityEvent> Events, string? Next);

/// <summary>One event.</summary>
/// <param name="EventId">Its <c>_id</c>.</param>
/// <param name="TimestampMs">Its time, ms since 1970.</param>
/// <param name="EntityJson">Its fields, one JSON object in UTF-8.</param>
[GenerateSerializer, Immutable, Alias("segmentation.entity-event")]
public sealed record EntityEvent(string EventId, long TimestampMs, ReadOnlyMemory<byte> EntityJson);
