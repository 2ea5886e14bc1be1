using System.Globalization;
using Azure.Data.Tables;

namespace OrleansSegmentation.AzureStorage.Reminders;

/// <summary>A reminder's row. Its partition begins with the service's id, so that reminders outlive a cluster's id.</summary>
internal static class ReminderRow
{
    private const string GrainReference = "GrainReference";

    /// <summary>Returns the partition of a service's reminders whose grains have a hash code.</summary>
    public static string PartitionOf(string serviceId, uint hash) => Sanitize(string.Create(CultureInfo.InvariantCulture, $"{serviceId}_{hash:X8}"));

    /// <summary>Returns what all partitions of a service start with, and the least text after all of them.</summary>
    public static (string First, string AfterLast) PartitionsOf(string serviceId) => (Sanitize(serviceId) + '_', Sanitize(serviceId) + (char)('_' + 1));

    public static string KeyOf(GrainId grain, string name) => Sanitize($"{grain}-{name}");

    /// <summary>Returns what the keys of a grain's reminders start with, and the least text after all of them.</summary>
    public static (string First, string AfterLast) KeysOf(GrainId grain) => (Sanitize(grain.ToString()) + '-', Sanitize(grain.ToString()) + (char)('-' + 1));

    public static TableEntity Write(string serviceId, string clusterId, ReminderEntry entry)
    {
        var hash = entry.GrainId.GetUniformHashCode();
        return new TableEntity(PartitionOf(serviceId, hash), KeyOf(entry.GrainId, entry.ReminderName))
        {
            ["ServiceId"] = serviceId,
            ["DeploymentId"] = clusterId,
            [GrainReference] = entry.GrainId.ToString(),
            ["ReminderName"] = entry.ReminderName,
            ["StartAt"] = LogFormatter.PrintDate(entry.StartAt),
            ["Period"] = entry.Period.ToString("c", CultureInfo.InvariantCulture),
            ["GrainRefConsistentHash"] = hash.ToString("X8", CultureInfo.InvariantCulture),
        };
    }

    /// <exception cref="FormatException">The row holds no reminder; the message names it.</exception>
    public static ReminderEntry Read(TableEntity row)
    {
        try
        {
            return new ReminderEntry
            {
                GrainId = GrainId.Parse(row.GetString(GrainReference)),
                ReminderName = row.GetString("ReminderName"),
                StartAt = DateTime.SpecifyKind(LogFormatter.ParseDate(row.GetString("StartAt")), DateTimeKind.Utc),
                Period = TimeSpan.Parse(row.GetString("Period"), CultureInfo.InvariantCulture),
                ETag = row.ETag.ToString(),
            };
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException or OverflowException)
        {
            throw new FormatException($"The reminder {row.RowKey} of the partition {row.PartitionKey} cannot be read.", exception);
        }
    }

    // characters that a key of a table must not have
    private static string Sanitize(string key) => key.Replace('/', '_').Replace('\\', '_').Replace('#', '_').Replace('?', '_');
}
