using System.Text;

namespace OrleansSegmentation.Profiles.Records;

/// <summary>One record of a <see cref="BatchPayload"/>.</summary>
public readonly struct PayloadRecord
{
    private readonly BatchPayload _payload;
    private readonly int _index;

    internal PayloadRecord(BatchPayload payload, int index)
    {
        _payload = payload;
        _index = index;
    }

    /// <summary>Gets the dataset.</summary>
    public string Dataset => _payload.Symbols[_payload.Records[_index].Dataset];

    /// <summary>Gets the time that orders it among others: of a profile record its own or the receive time, of an event the event's; ms since 1970.</summary>
    public long TimestampMs => _payload.Records[_index].TimestampMs;

    /// <summary>Gets whether the record replaces a profile fragment.</summary>
    public bool HasFragment => _payload.Records[_index].ContentLength >= 0;

    /// <summary>Gets the attributes of the fragment as one JSON object in UTF-8; empty when <see cref="HasFragment"/> is false.</summary>
    public ReadOnlyMemory<byte> FragmentContent
    {
        get
        {
            var entry = _payload.Records[_index];
            return entry.ContentLength < 0 ? default : _payload.Blob(entry.ContentOffset, entry.ContentLength);
        }
    }

    /// <summary>Gets how many identities there are; at least 1.</summary>
    public int IdentityCount => _payload.GetKeyCount(_index);

    /// <summary>Gets how many events there are.</summary>
    public int EventCount => _payload.Records[_index + 1].FirstEvent - _payload.Records[_index].FirstEvent;

    /// <summary>Returns one identity; 0 is the primary one.</summary>
    public PayloadIdentity GetIdentity(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)IdentityCount, nameof(index));
        var entry = _payload.Identities[_payload.Records[_index].FirstIdentity + index];
        return new PayloadIdentity(
            entry.Key, _payload.Symbols[entry.Namespace], _payload.Symbols[entry.NamespaceAsSpelled],
            Encoding.UTF8.GetString(_payload.Blob(entry.ValueOffset, entry.ValueLength).Span), IsPrimary: index == 0);
    }

    /// <summary>Returns one event.</summary>
    public PayloadEvent GetEvent(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)EventCount, nameof(index));
        var entry = _payload.Events[_payload.Records[_index].FirstEvent + index];
        return new PayloadEvent(
            _payload.Symbols[entry.Dataset], Encoding.UTF8.GetString(_payload.Blob(entry.IdOffset, entry.IdLength).Span), entry.TimestampMs,
            _payload.Blob(entry.ContentOffset, entry.ContentLength));
    }
}

/// <summary>One identity of a record.</summary>
/// <param name="Key">Its fixed-size name.</param>
/// <param name="Namespace">The namespace code in lower case.</param>
/// <param name="NamespaceAsSpelled">The namespace code as the record spelled it.</param>
/// <param name="Value">The identity value; of <c>email</c> in lower case.</param>
/// <param name="IsPrimary">Whether it is the record's primary identity.</param>
public sealed record PayloadIdentity(IdentityKey Key, string Namespace, string NamespaceAsSpelled, string Value, bool IsPrimary);

/// <summary>One event of a record.</summary>
/// <param name="Dataset">The dataset.</param>
/// <param name="Id">The <c>_id</c>.</param>
/// <param name="TimestampMs">The time, ms since 1970.</param>
/// <param name="Content">The event as sent: one JSON object in UTF-8.</param>
public sealed record PayloadEvent(string Dataset, string Id, long TimestampMs, ReadOnlyMemory<byte> Content);
