using System.Globalization;
using System.Text.Json;
using OrleansSegmentation.Contracts.Members;

namespace OrleansSegmentation.Rest.Members;

/// <summary>Writes members and pages of them. By hand, because identities and attributes are JSON already.</summary>
internal static class MemberWriter
{
    public static void WritePage(Utf8JsonWriter writer, MemberPage page, bool isExited, string? nextLink)
    {
        writer.WriteStartObject();
        writer.WriteString("segmentId"u8, page.SegmentId);
        if (page.JobId is { } jobId)
        {
            writer.WriteString("jobId"u8, jobId);
        }

        if (page.EvaluatedAtMs is { } evaluatedAtMs)
        {
            writer.WriteNumber("evaluatedAtMs"u8, evaluatedAtMs);
        }

        writer.WriteStartObject("_page"u8);
        writer.WriteNumber("totalCount"u8, page.TotalCount);
        writer.WriteNumber("pageSize"u8, page.Members.Count);
        if (page.Next is { } next)
        {
            writer.WriteString("next"u8, next);
        }

        writer.WriteEndObject();
        writer.WriteStartArray("children"u8);
        foreach (var member in page.Members)
        {
            WriteMember(writer, member, isExited);
        }

        writer.WriteEndArray();
        writer.WriteStartObject("_links"u8);
        writer.WriteStartObject("next"u8);
        if (nextLink is not null)
        {
            writer.WriteString("href"u8, nextLink);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    public static void WriteMember(Utf8JsonWriter writer, SegmentMember member, bool isExited)
    {
        writer.WriteStartObject();
        writer.WriteString("entityId"u8, member.EntityId);
        writer.WritePropertyName("identityMap"u8);
        writer.WriteRawValue(member.IdentityMapJson);
        writer.WriteString("status"u8, isExited ? "exited"u8 : "realized"u8);
        var at = DateTimeOffset.FromUnixTimeMilliseconds(member.QualifiedAtMs);
        writer.WriteString("lastQualificationTime"u8, at.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        if (member.EntityJson is { } entity)
        {
            writer.WritePropertyName("entity"u8);
            writer.WriteRawValue(entity);
        }

        writer.WriteEndObject();
    }
}
