using System.Text.Json;

namespace OrleansSegmentation.Profiles.Records;

/// <summary>The fields of a record that mean something here; all others are attributes.</summary>
internal enum EntityField
{
    Other,
    Id,
    Schema,
    Entity,
    Events,
    Timestamp,
    DatasetId,
    Identities,
    IdentityMap,
    LastModified,
    SegmentMembership,
}

/// <summary>Finds which field a name is.</summary>
internal static class EntityFields
{
    /// <summary>Returns the field of the name the reader stands on.</summary>
    public static EntityField Find(ref Utf8JsonReader reader)
    {
        var name = reader.ValueSpan; // names with escapes are written without them before their record is taken
        return name.Length switch
        {
            3 when name.SequenceEqual("_id"u8) => EntityField.Id,
            6 when name.SequenceEqual("schema"u8) => EntityField.Schema,
            6 when name.SequenceEqual("entity"u8) => EntityField.Entity,
            6 when name.SequenceEqual("xEvent"u8) => EntityField.Events,
            9 when name.SequenceEqual("timestamp"u8) => EntityField.Timestamp,
            9 when name.SequenceEqual("datasetId"u8) => EntityField.DatasetId,
            10 when name.SequenceEqual("identities"u8) => EntityField.Identities,
            11 when name.SequenceEqual("identityMap"u8) => EntityField.IdentityMap,
            13 when name.SequenceEqual("_lastModified"u8) => EntityField.LastModified,
            17 when name.SequenceEqual("segmentMembership"u8) => EntityField.SegmentMembership,
            _ => EntityField.Other,
        };
    }
}
