using System.Globalization;
using System.Text.Json;

namespace OrleansSegmentation.Profiles.Generation;

/// <summary>The values that sample profiles are made of, encoded once, with how often each is drawn. Immutable.</summary>
internal sealed class SampleCatalog
{
    public const int CityCount = 20_000;
    public const int PostalCodesPerCity = 5;
    public const int ProductCount = 5_000;

    public static readonly SampleCatalog Instance = new();

    private SampleCatalog()
    {
        Cities = new JsonEncodedText[CityCount];
        for (var i = 0; i < CityCount; i++)
        {
            var (ending, rest) = (i % SampleNames.CityEndings.Length, i / SampleNames.CityEndings.Length);
            var (root, prefix) = (rest % SampleNames.CityRoots.Length, rest / SampleNames.CityRoots.Length);
            // The first thousands differ in root and ending, so frequent cities do not look alike.
            var mixed = (ending + root * 7) % SampleNames.CityEndings.Length;
            Cities[i] = JsonEncodedText.Encode(SampleNames.CityPrefixes[prefix % SampleNames.CityPrefixes.Length] + SampleNames.CityRoots[root] + SampleNames.CityEndings[mixed]);
        }
    }

    public JsonEncodedText[] FirstNames { get; } = Encode(SampleNames.FirstNames);

    public JsonEncodedText[] LastNames { get; } = Encode(SampleNames.LastNames);

    public JsonEncodedText[] Genders { get; } = Encode(SampleNames.Genders);

    public JsonEncodedText[] Countries { get; } = Encode(SampleNames.Countries);

    public JsonEncodedText[] Cities { get; }

    public JsonEncodedText[] Tiers { get; } = Encode(SampleNames.Tiers);

    public JsonEncodedText[] Languages { get; } = Encode(SampleNames.Languages);

    public JsonEncodedText[] Devices { get; } = Encode(SampleNames.DeviceTypes);

    public JsonEncodedText[] Tags { get; } = Series(500, "tag_{0}");

    public JsonEncodedText[] Products { get; } =
        Encode(Enumerable.Range(0, ProductCount).Select(i => string.Create(CultureInfo.InvariantCulture, $"{SampleNames.ProductKinds[i % SampleNames.ProductKinds.Length]}-{i:D4}")));

    public JsonEncodedText[] Pages { get; } =
        Encode(Enumerable.Range(0, 2_000).Select(i => string.Create(CultureInfo.InvariantCulture, $"{SampleNames.PageSections[i % SampleNames.PageSections.Length]}/{i / SampleNames.PageSections.Length}")));

    public WeightedChoice Country { get; } = WeightedChoice.Zipf(SampleNames.Countries.Length, 1.1);

    public WeightedChoice City { get; } = WeightedChoice.Zipf(CityCount, 1.0);

    public WeightedChoice Product { get; } = WeightedChoice.Zipf(ProductCount, 0.9);

    public WeightedChoice Page { get; } = WeightedChoice.Zipf(2_000, 0.6);

    public WeightedChoice Gender { get; } = new([44, 44, 4, 4, 3, 1]);

    public WeightedChoice Tier { get; } = new([45, 30, 18, 7]);

    /// <summary>Returns the price of one piece of a product, in cents: 2.00 to 206.75.</summary>
    public static int PriceCents(int product) => 200 + (int)((uint)product * 2_654_435_761u >> 20) * 5;

    private static JsonEncodedText[] Encode(IEnumerable<string> texts) =>
        [.. texts.Select(static text => JsonEncodedText.Encode(text, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping))];

    private static JsonEncodedText[] Series(int count, string format) =>
        Encode(Enumerable.Range(0, count).Select(i => string.Format(CultureInfo.InvariantCulture, format, i)));
}
