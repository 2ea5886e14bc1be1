using System.Text.Json;

namespace OrleansSegmentation.Profiles.Records;

/// <summary>Where the parts of an XDM entity (or of the envelope around one) are in the bytes of its record.</summary>
internal sealed class EntityScan
{
    /// <summary>Gets the fields that stay attributes, name and value, in order.</summary>
    public List<(int Start, int Length)> Attributes { get; } = [];

    /// <summary>Gets the items of <c>xEvent</c>.</summary>
    public List<EventScan> Events { get; } = [];

    /// <summary>Gets which of <see cref="Attributes"/> is <c>identities</c>; −1 when there is none.</summary>
    public int IdentitiesAttribute { get; set; }

    public ScannedValue IdentityMap { get; set; }

    public ScannedValue Identities { get; set; }

    public ScannedValue Id { get; set; }

    public ScannedValue Timestamp { get; set; }

    public ScannedValue LastModified { get; set; }

    public ScannedValue DatasetId { get; set; }

    public ScannedValue Schema { get; set; }

    /// <summary>Gets or sets whether the field <c>entity</c> is an object, so that this is an envelope.</summary>
    public bool IsEnvelope { get; set; }

    /// <summary>Gets or sets the first field that is wrong if this is the entity.</summary>
    public RecordProblem? Problem { get; set; }

    public void Clear()
    {
        Attributes.Clear();
        Events.Clear();
        IdentitiesAttribute = -1;
        IdentityMap = Identities = Id = Timestamp = LastModified = DatasetId = Schema = default;
        IsEnvelope = false;
        Problem = null;
    }
}

/// <summary>A value in the bytes of a record; the default value means "not there".</summary>
/// <param name="Type">The first token, <see cref="JsonTokenType.None"/> when not there.</param>
/// <param name="Start">Its first byte, of a string the quote.</param>
/// <param name="Length">All its bytes, quotes included.</param>
/// <param name="IsEscaped">Whether a string has escapes.</param>
internal readonly record struct ScannedValue(JsonTokenType Type, int Start, int Length, bool IsEscaped)
{
    /// <summary>Gets whether there is a value other than null.</summary>
    public bool HasValue => Type is not (JsonTokenType.None or JsonTokenType.Null);

    /// <summary>Returns the bytes as written.</summary>
    public ReadOnlySpan<byte> Raw(ReadOnlySpan<byte> record) => record.Slice(Start, Length);

    /// <summary>Returns the text of a string.</summary>
    public ReadOnlySpan<byte> Text(ReadOnlySpan<byte> record) =>
        IsEscaped ? EscapedText.Unescape(Raw(record)) : record.Slice(Start + 1, Length - 2);
}

/// <summary>One event: its content and id in the bytes of its record, and its time.</summary>
internal readonly record struct EventScan(int Start, int Length, ScannedValue Id, long TimestampMs);
