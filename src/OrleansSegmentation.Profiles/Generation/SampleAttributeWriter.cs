using System.Text.Json;

namespace OrleansSegmentation.Profiles.Generation;

/// <summary>Writes the attributes of sample records.</summary>
internal sealed class SampleAttributeWriter(Utf8JsonWriter json)
{
    private const long MsPerDay = 86_400_000;

    // 1940-01-01 and the days to 2008-12-31
    private static readonly long FirstBirthMs = new DateTimeOffset(1940, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
    private static readonly int BirthDays = new DateOnly(2009, 1, 1).DayNumber - new DateOnly(1940, 1, 1).DayNumber;

    private static readonly JsonEncodedText[] Channels = [JsonEncodedText.Encode("email"), JsonEncodedText.Encode("sms"), JsonEncodedText.Encode("push"), JsonEncodedText.Encode("call")];

    private readonly SampleCatalog _catalog = SampleCatalog.Instance;
    private readonly byte[] _text = new byte[128];

    /// <summary>Writes what the customer database knows.</summary>
    public void WriteMain(SamplePerson person, long createdMs, ref SeededRandom random)
    {
        WritePerson(person, ref random);
        WriteContacts(person, ref random);
        var country = _catalog.Country.Draw(ref random);
        WriteHome(country, ref random);
        WriteWork(country, ref random);
        WriteConsents(ref random);
        if (random.IsPercent(60)) WriteLoyalty(createdMs, ref random);
        WriteTags(ref random);
        WriteProductViews(ref random);
        json.WriteString("preferredLanguage"u8, _catalog.Languages[random.Next(_catalog.Languages.Length)]);
        json.WriteBoolean("subscriber"u8, random.IsPercent(55));
    }

    /// <summary>Writes what the web site knows: newer, and about fewer things.</summary>
    public void WriteWeb(ref SeededRandom random)
    {
        json.WriteStartObject("device"u8);
        json.WriteString("type"u8, _catalog.Devices[random.Next(_catalog.Devices.Length)]);
        json.WriteString("language"u8, _catalog.Languages[random.Next(_catalog.Languages.Length)]);
        json.WriteEndObject();
        json.WriteStartObject("person"u8);
        json.WriteNull("gender"u8); // the web site does not know it; the customer database still counts
        json.WriteEndObject();
        if (random.IsPercent(30)) WriteHome(_catalog.Country.Draw(ref random), ref random);
        WriteProductViews(ref random);
    }

    /// <summary>Writes what the loyalty programme knows.</summary>
    public void WriteLoyalty(ref SeededRandom random)
    {
        json.WriteStartObject("loyalty"u8);
        json.WriteString("tier"u8, _catalog.Tiers[_catalog.Tier.Draw(ref random)]);
        json.WriteNumber("points"u8, (int)random.NextExponential(2500));
        json.WriteEndObject();
    }

    private void WritePerson(SamplePerson person, ref SeededRandom random)
    {
        json.WriteStartObject("person"u8);
        json.WriteStartObject("name"u8);
        json.WriteString("firstName"u8, _catalog.FirstNames[person.FirstName]);
        json.WriteString("lastName"u8, _catalog.LastNames[person.LastName]);
        json.WriteEndObject();
        json.WriteString("gender"u8, _catalog.Genders[_catalog.Gender.Draw(ref random)]);
        if (random.IsPercent(15)) json.WriteNull("birthDate"u8);
        else json.WriteString("birthDate"u8, SampleText.WriteDate(_text, FirstBirthMs + random.Next(BirthDays) * MsPerDay));
        json.WriteEndObject();
    }

    private void WriteContacts(SamplePerson person, ref SeededRandom random)
    {
        if (!random.IsPercent(3) || person.Identities.HasFlag(SampleIdentities.Email))
        {
            json.WriteStartObject("personalEmail"u8);
            json.WriteString("address"u8, person.WriteEmail(_text));
            json.WriteEndObject();
        }

        if (!person.Identities.HasFlag(SampleIdentities.Phone)) return;
        json.WriteStartObject("mobilePhone"u8);
        json.WriteString("number"u8, person.WritePhone(_text));
        json.WriteEndObject();
    }

    private void WriteHome(int country, ref SeededRandom random)
    {
        var city = _catalog.City.Draw(ref random);
        json.WriteStartObject("homeAddress"u8);
        if (random.IsPercent(5)) json.WriteNull("countryCode"u8);
        else json.WriteString("countryCode"u8, _catalog.Countries[country]);
        json.WriteString("city"u8, _catalog.Cities[city]);
        if (random.IsPercent(8)) json.WriteNull("postalCode"u8);
        else json.WriteString("postalCode"u8, SampleText.WriteNumbered(_text, default, city * SampleCatalog.PostalCodesPerCity + random.Next(SampleCatalog.PostalCodesPerCity), 5));
        json.WriteEndObject();
    }

    private void WriteWork(int homeCountry, ref SeededRandom random)
    {
        if (random.IsPercent(25)) return;
        json.WriteStartObject("workAddress"u8);
        json.WriteString("country"u8, _catalog.Countries[random.IsPercent(70) ? homeCountry : _catalog.Country.Draw(ref random)]);
        json.WriteString("city"u8, _catalog.Cities[_catalog.City.Draw(ref random)]);
        json.WriteEndObject();
    }

    private void WriteConsents(ref SeededRandom random)
    {
        json.WriteStartObject("consents"u8);
        json.WriteStartObject("marketing"u8);
        foreach (var channel in Channels)
        {
            var answer = random.Next(100);
            json.WriteStartObject(channel);
            if (answer < 20) json.WriteNull("val"u8);
            else json.WriteString("val"u8, answer < 70 ? "y"u8 : "n"u8);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteLoyalty(long createdMs, ref SeededRandom random)
    {
        json.WriteStartObject("loyalty"u8);
        json.WriteString("tier"u8, _catalog.Tiers[_catalog.Tier.Draw(ref random)]);
        json.WriteNumber("points"u8, (int)random.NextExponential(2500));
        json.WriteString("joinDate"u8, SampleText.WriteDate(_text, createdMs - random.Next(1500) * MsPerDay));
        json.WriteEndObject();
    }

    private void WriteTags(ref SeededRandom random)
    {
        var count = random.Next(6);
        if (count == 0 && random.IsPercent(50)) return;
        json.WriteStartArray("tags"u8);
        var previous = -1;
        for (; count > 0; count--)
        {
            // ascending steps, so that no tag comes twice
            previous += 1 + random.Next(_catalog.Tags.Length / 5 - 1);
            json.WriteStringValue(_catalog.Tags[previous]);
        }

        json.WriteEndArray();
    }

    private void WriteProductViews(ref SeededRandom random)
    {
        if (random.IsPercent(60)) return;
        json.WriteStartObject("productViews"u8);
        var product = -1;
        for (var count = 1 + random.Next(6); count > 0; count--)
        {
            product += 1 + random.Next(1000 / 6 - 1);
            json.WriteNumber(_catalog.Products[product], 1 + random.Next(20));
        }

        json.WriteEndObject();
    }
}
