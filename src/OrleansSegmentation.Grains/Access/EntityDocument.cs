using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using OrleansSegmentation.Evaluation.Values;
using OrleansSegmentation.Grains.Members;
using OrleansSegmentation.Grains.Partitions.Memberships;

namespace OrleansSegmentation.Grains.Access;

/// <summary>Writes what is shown of a profile.</summary>
internal static class EntityDocument
{
    private const string IdentityMap = "identityMap";
    private const string Identities = "identities";
    private const string Membership = "segmentMembership";

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes attributes, identities and memberships as one JSON object in UTF-8.</summary>
    /// <param name="profile">The merged profile.</param>
    /// <param name="selection">What to show; null: all.</param>
    /// <param name="number">The profile's number in its partition.</param>
    /// <param name="segments">The memberships of the partition.</param>
    public static ReadOnlyMemory<byte> Write(
        PqlObject profile, FieldSelection? selection, int number, IReadOnlyDictionary<Guid, SegmentMembership> segments) => Write(writer =>
    {
        FieldSelection? namespaces = null;
        if (selection is null)
        {
            WriteIdentities(writer, profile);
            foreach (var name in profile.Keys.Where(static name => name is not Identities and not Membership).OrderByDescending(static name => name == IdentityMap))
            {
                profile.TryGet(name, out var value);
                writer.WritePropertyName(name);
                value.ToJson(writer);
            }
        }
        else
        {
            selection.WriteProperties(writer, profile, Identities, Membership);
            if (selection.TryGet(Identities, out _)) WriteIdentities(writer, profile);
        }

        if (selection is null || selection.TryGet(Membership, out namespaces)) WriteMembership(writer, namespaces, number, segments);
    });

    /// <summary>Writes the selected fields of an event as one JSON object in UTF-8.</summary>
    public static ReadOnlyMemory<byte> Write(PqlObject item, FieldSelection selection) => Write(writer => selection.WriteProperties(writer, item));

    private static ReadOnlyMemory<byte> Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
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
