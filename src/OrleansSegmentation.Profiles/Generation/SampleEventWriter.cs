using System.Text.Json;

namespace OrleansSegmentation.Profiles.Generation;

/// <summary>Writes the events of sample records, inline as <c>xEvent</c>.</summary>
internal sealed class SampleEventWriter(Utf8JsonWriter json, long nowMs)
{
    private const double MsPerYear = 365.0 * 86_400_000;
    private const int MaxOrderItems = 4;

    private readonly SampleCatalog _catalog = SampleCatalog.Instance;
    private readonly (int Product, int Quantity)[] _items = new (int, int)[MaxOrderItems];
    private readonly byte[] _text = new byte[128];

    /// <summary>Writes events <paramref name="first"/> … of a profile.</summary>
    public void Write(long profile, int first, int count, ref SeededRandom random)
    {
        if (count == 0) return;
        json.WriteStartArray("xEvent"u8);
        for (var i = first; i < first + count; i++)
        {
            var type = SampleEventType.All[SampleEventType.Choice.Draw(ref random)];
            var age = random.NextDouble();
            json.WriteStartObject();
            json.WriteString("_id"u8, SampleText.WriteNumbered(_text, "e-"u8, profile * 100 + i, 9));
            json.WriteString("timestamp"u8, SampleText.WriteTime(_text, nowMs - (long)(age * age * MsPerYear)));
            json.WriteString("eventType"u8, type.Name);
            WriteDetails(type.Kind, profile * 100 + i, ref random);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WriteDetails(SampleEventKind kind, long number, ref SeededRandom random)
    {
        switch (kind)
        {
            case SampleEventKind.PageView:
                json.WriteStartObject("web"u8);
                json.WriteStartObject("webPageDetails"u8);
                json.WriteString("name"u8, _catalog.Pages[_catalog.Page.Draw(ref random)]);
                json.WriteEndObject();
                json.WriteEndObject();
                break;
            case SampleEventKind.Product:
                WriteItems(DrawItems(1, ref random));
                break;
            case SampleEventKind.Purchase:
                var items = DrawItems(1 + random.Next(MaxOrderItems), ref random);
                long totalCents = 0;
                foreach (var (product, quantity) in items) totalCents += quantity * (long)SampleCatalog.PriceCents(product);
                json.WriteStartObject("commerce"u8);
                json.WriteStartObject("order"u8);
                json.WriteString("purchaseID"u8, SampleText.WriteNumbered(_text, "o-"u8, number, 9));
                json.WritePropertyName("priceTotal"u8);
                json.WriteRawValue(SampleText.WriteCents(_text, totalCents), skipInputValidation: true);
                json.WriteString("currencyCode"u8, "EUR"u8);
                json.WriteEndObject();
                json.WriteEndObject();
                WriteItems(items);
                break;
        }
    }

    private ReadOnlySpan<(int Product, int Quantity)> DrawItems(int count, ref SeededRandom random)
    {
        for (var i = 0; i < count; i++) _items[i] = (_catalog.Product.Draw(ref random), 1 + random.Next(4) * random.Next(2));
        return _items.AsSpan(0, count);
    }

    private void WriteItems(ReadOnlySpan<(int Product, int Quantity)> items)
    {
        json.WriteStartArray("productListItems"u8);
        foreach (var (product, quantity) in items)
        {
            json.WriteStartObject();
            json.WriteString("SKU"u8, _catalog.Products[product]);
            json.WriteNumber("quantity"u8, quantity);
            json.WritePropertyName("priceTotal"u8);
            json.WriteRawValue(SampleText.WriteCents(_text, quantity * (long)SampleCatalog.PriceCents(product)), skipInputValidation: true);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
