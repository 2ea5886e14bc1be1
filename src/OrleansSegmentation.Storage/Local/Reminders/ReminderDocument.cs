using System.Text.Json.Serialization;

namespace OrleansSegmentation.Storage.Local.Reminders;

/// <summary>A reminder as it is stored.</summary>
/// <param name="Grain">Text of the grain id.</param>
/// <param name="Name">Name of the reminder.</param>
/// <param name="StartAt">First tick, UTC.</param>
/// <param name="Period">Time between ticks.</param>
internal sealed record ReminderDocument(string Grain, string Name, DateTime StartAt, TimeSpan Period);

[JsonSerializable(typeof(ReminderDocument))]
internal sealed partial class ReminderJsonContext : JsonSerializerContext;
