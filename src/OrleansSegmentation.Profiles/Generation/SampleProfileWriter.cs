using System.Buffers;
using System.Text.Json;

namespace OrleansSegmentation.Profiles.Generation;

/// <summary>Writes the records of one profile after the other.</summary>
internal sealed class SampleProfileWriter(Utf8JsonWriter json, ArrayBufferWriter<byte> buffer, long nowMs, bool hasEvents)
{
    private const long MsPerDay = 86_400_000;
    private const int MaxEvents = 40;

    private readonly SampleAttributeWriter _attributes = new(json);
    private readonly SampleEventWriter _events = new(json, nowMs);
    private readonly byte[] _text = new byte[128];

    /// <summary>Writes the records of one profile, a line each, and returns how many there are.</summary>
    public int Write(long index, SeededRandom random)
    {
        var person = new SamplePerson(index, ref random);
        var createdMs = nowMs - 30 * MsPerDay - (long)(random.NextDouble() * 700 * MsPerDay);
        var eventCount = random.IsPercent(25) ? 0 : 1 + Math.Min(MaxEvents - 1, (int)random.NextExponential(11));
        if (!hasEvents) eventCount = 0;
        var hasWebRecord = random.IsPercent(4) && (person.Identities & (SampleIdentities.Ecid | SampleIdentities.Email)) != 0;
        var hasLoyaltyRecord = random.IsPercent(2);
        var webEvents = hasWebRecord ? eventCount / 2 : 0;

        StartRecord("crm-main"u8, createdMs);
        WriteIdentities(person, person.Identities, withDevice: false);
        _attributes.WriteMain(person, createdMs, ref random);
        _events.Write(index, 0, eventCount - webEvents, ref random);
        EndRecord();
        if (hasWebRecord)
        {
            StartRecord("web-main"u8, nowMs - (long)(random.NextDouble() * 30 * MsPerDay));
            WriteIdentities(person, person.Identities.HasFlag(SampleIdentities.Ecid) ? SampleIdentities.Ecid : SampleIdentities.Email, withDevice: person.IdentityCount < 4);
            _attributes.WriteWeb(ref random);
            _events.Write(index, eventCount - webEvents, webEvents, ref random);
            EndRecord();
        }

        if (hasLoyaltyRecord)
        {
            StartRecord("loyalty-feed"u8, nowMs - (long)(random.NextDouble() * 10 * MsPerDay));
            WriteIdentities(person, person.StrongestIdentity, withDevice: false);
            _attributes.WriteLoyalty(ref random);
            EndRecord();
        }

        return 1 + (hasWebRecord ? 1 : 0) + (hasLoyaltyRecord ? 1 : 0);
    }

    private void StartRecord(ReadOnlySpan<byte> dataset, long timestampMs)
    {
        json.WriteStartObject();
        json.WriteString("datasetId"u8, dataset);
        json.WriteString("timestamp"u8, SampleText.WriteTime(_text, timestampMs));
        json.WriteStartObject("entity"u8);
    }

    private void EndRecord()
    {
        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
        buffer.GetSpan(1)[0] = (byte)'\n';
        buffer.Advance(1);
        json.Reset();
    }

    private void WriteIdentities(SamplePerson person, SampleIdentities identities, bool withDevice)
    {
        json.WriteStartObject("identityMap"u8);
        if (identities.HasFlag(SampleIdentities.CrmId)) WriteIdentity("CRMID"u8, person.WriteCrmId(_text), person, SampleIdentities.CrmId);
        if (identities.HasFlag(SampleIdentities.Email)) WriteIdentity("Email"u8, person.WriteEmail(_text), person, SampleIdentities.Email);
        if (identities.HasFlag(SampleIdentities.Phone)) WriteIdentity("Phone"u8, person.WritePhone(_text), person, SampleIdentities.Phone);
        if (identities.HasFlag(SampleIdentities.Ecid) || withDevice)
        {
            json.WriteStartArray("ECID"u8);
            if (identities.HasFlag(SampleIdentities.Ecid)) WriteItem(person.WriteEcid(_text, device: 0), person.StrongestIdentity == SampleIdentities.Ecid);
            if (withDevice) WriteItem(person.WriteEcid(_text, device: 1), isPrimary: false);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private void WriteIdentity(ReadOnlySpan<byte> ns, ReadOnlySpan<byte> value, SamplePerson person, SampleIdentities identity)
    {
        json.WriteStartArray(ns);
        WriteItem(value, person.StrongestIdentity == identity);
        json.WriteEndArray();
    }

    private void WriteItem(ReadOnlySpan<byte> value, bool isPrimary)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, value);
        if (isPrimary) json.WriteBoolean("primary"u8, true);
        json.WriteEndObject();
    }
}
