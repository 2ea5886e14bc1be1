using System.Globalization;
using System.Text.Json;

namespace OrleansSegmentation.Grains.Partitions.Memberships;

/// <summary>Writes in which segments a profile is or was.</summary>
internal static class MembershipDocument
{
    /// <summary>The namespace under which only what was found here counts.</summary>
    public const string OwnNamespace = "ups";

    /// <summary>Writes <c>ups: { segment id: { lastQualificationTime, status } }</c> into the object that is open, by segment id.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="number">The profile's number in its partition.</param>
    /// <param name="segments">The memberships of the partition.</param>
    /// <param name="isShown">Tells by segment id whether to write it; null: all.</param>
    public static void WriteOwn(
        Utf8JsonWriter writer, int number, IReadOnlyDictionary<Guid, SegmentMembership> segments, Func<string, bool>? isShown = null)
    {
        writer.WriteStartObject(OwnNamespace);
        foreach (var (segmentId, membership) in segments.OrderBy(static segment => segment.Key))
        {
            var id = segmentId.ToString("D");
            if (isShown?.Invoke(id) == false || membership.Find(segmentId, number) is not { } record) continue;
            writer.WriteStartObject(id);
            writer.WriteString("lastQualificationTime"u8, Instant(record.ExitedAtMs ?? membership.QualifiedAtMs));
            writer.WriteString("status"u8, record.IsRealized ? "realized"u8 : "exited"u8);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static string Instant(long ms) =>
        DateTimeOffset.FromUnixTimeMilliseconds(ms).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
