using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using OrleansSegmentation.Evaluation.Values;
using OrleansSegmentation.Grains.Partitions.Memberships;

namespace OrleansSegmentation.Grains.Members;

/// <summary>Writes what is shown of a member.</summary>
internal static class MemberDocument
{
    private const string IdentityMap = "identityMap";
    private const string Identities = "identities";
    private const string Membership = "segmentMembership";

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the identities.</summary>
    public static string WriteIdentityMap(PqlObject profile)
    {
        profile.TryGet(IdentityMap, out var map);
        return JsonValues.ToJsonText(map);
    }

    /// <summary>Writes the selected attributes.</summary>
    /// <param name="profile">The merged profile.</param>
    /// <param name="selection">What to show.</param>
    /// <param name="number">The profile's number in its partition.</param>
    /// <param name="segments">The memberships of the partition.</param>
    public static string WriteEntity(
        PqlObject profile, FieldSelection selection, int number, IReadOnlyDictionary<Guid, SegmentMembership> segments)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            writer.WriteStartObject();
            selection.WriteProperties(writer, profile, Identities, Membership);
            if (selection.TryGet(Identities, out _)) WriteIdentities(writer, profile);
            if (selection.TryGet(Membership, out var namespaces)) WriteMembership(writer, namespaces, number, segments);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    // [ { "id", "namespace": { "code" }, "primary"? } ]
    private static void WriteIdentities(Utf8JsonWriter writer, PqlObject profile)
    {
        writer.WriteStartArray(Identities);
        profile.TryGet(IdentityMap, out var map);
        foreach (var code in map.AsObject().Keys)
        {
            map.AsObject().TryGet(code, out var list);
            foreach (var identity in list.AsList())
            {
                identity.AsObject().TryGet("id", out var id);
                writer.WriteStartObject();
                writer.WriteString("id"u8, id.AsString());
                writer.WriteStartObject("namespace"u8);
                writer.WriteString("code"u8, code);
                writer.WriteEndObject();
                if (identity.AsObject().TryGet("primary", out var isPrimary) && isPrimary.AsBoolean()) writer.WriteBoolean("primary"u8, true);
                writer.WriteEndObject();
            }
        }

        writer.WriteEndArray();
    }

    private static void WriteMembership(
        Utf8JsonWriter writer, FieldSelection? namespaces, int number, IReadOnlyDictionary<Guid, SegmentMembership> segments)
    {
        FieldSelection? wanted = null;
        writer.WriteStartObject(Membership);
        if (namespaces is null || namespaces.TryGet(MembershipDocument.OwnNamespace, out wanted))
            MembershipDocument.WriteOwn(writer, number, segments, wanted is null ? null : id => wanted.TryGet(id, out _));
        writer.WriteEndObject();
    }
}
