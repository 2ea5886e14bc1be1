using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using OrleansSegmentation.Columnar.Columns;
using OrleansSegmentation.Evaluation.Values;
using OrleansSegmentation.Grains.Partitions.Memberships;

namespace OrleansSegmentation.Grains.Partitions;

/// <summary>Writes a merged profile together with the memberships that jobs published.</summary>
internal static class ProfileDocument
{
    private const string Membership = "segmentMembership";

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes one JSON object in UTF-8.</summary>
    /// <param name="chunk">The profile: a chunk of one row.</param>
    /// <param name="number">Its number in the partition.</param>
    /// <param name="segments">The memberships of the partition.</param>
    public static byte[] Write(ColumnChunk chunk, int number, IReadOnlyDictionary<Guid, SegmentMembership> segments)
    {
        var profile = ColumnValues.Row(chunk, 0);
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            writer.WriteStartObject();
            var attributes = profile.AsObject();
            foreach (var name in attributes.Keys.Where(static name => name != Membership)) Write(writer, attributes, name);
            WriteMembership(writer, attributes, number, segments);
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteMembership(Utf8JsonWriter writer, PqlObject profile, int number, IReadOnlyDictionary<Guid, SegmentMembership> segments)
    {
        writer.WriteStartObject(Membership);
        if (profile.TryGet(Membership, out var imported) && imported.HasProperties)
        {
            var namespaces = imported.AsObject();
            foreach (var name in namespaces.Keys.Where(static name => name != MembershipDocument.OwnNamespace)) Write(writer, namespaces, name);
        }

        MembershipDocument.WriteOwn(writer, number, segments);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, PqlObject owner, string name)
    {
        writer.WritePropertyName(name);
        owner.TryGet(name, out var value);
        value.ToJson(writer);
    }
}
