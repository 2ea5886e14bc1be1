using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using OrleansSegmentation.Cli.Import.Sources;
using Parquet;
using Parquet.Serialization;

namespace OrleansSegmentation.Cli.Tests.Import.Rows;

/// <summary>Nested Parquet becomes the same JSON that its rows are.</summary>
public sealed class ParquetTests : IDisposable
{
    private static readonly Gen<Address> Addresses = Gen.Select(
        Gen.Null(Gen.OneOf("Köln", "")), Gen.Null(Gen.Int[0, 9].List[0, 3]), static (city, codes) => new Address { city = city, codes = codes });

    private static readonly Gen<Row> Rows = Gen.Select(
        Gen.Int[1, 1000], Gen.Nullable(Gen.Double[-10, 10]), Gen.Null(Addresses), Gen.Null(Addresses.List[0, 3]), Gen.Null(Gen.Select(Gen.OneOf("a", "b", "c"), Gen.Long[0, 5], static (key, count) => (Key: key, Count: count)).List[0, 3]),
        static (id, weight, home, others, counts) => new Row
        {
            identityMap = new() { ["crmid"] = [new Identity { id = $"{id}" }] },
            weight = weight,
            home = home,
            others = others,
            counts = counts?.GroupBy(static pair => pair.Key).ToDictionary(static group => group.Key, static group => group.First().Count),
        });

    private readonly ImportFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Parquet_NestedRows_BecomeTheSameJson() => await Rows.Array[0, 12].SampleAsync(async rows =>
    {
        var file = _folder.PathOf($"{Guid.NewGuid():N}.parquet");
        await ParquetSerializer.SerializeAsync(rows, file, new ParquetOptions { RowGroupSize = 5 });

        var found = await RowFiles.ReadAsync(file, SourceFormat.Parquet, mapFile: null, chunkBytes: 200);

        Assert.Equal(string.Join('\n', rows.Select(static row => Normal(JsonSerializer.SerializeToNode(row)))), string.Join('\n', found.Select(static line => Normal(JsonNode.Parse(line)))));
        for (var skipped = 0; skipped < rows.Length; skipped += 3)
            Assert.Equal(found.Skip(skipped), await RowFiles.ReadAsync(file, SourceFormat.Parquet, null, 200, new SourcePosition(0, 0, skipped)));
    }, iter: 60, threads: 1);

    [Fact]
    public async Task Parquet_MappedColumns_AreReadWithTheirTypesAndRefusedByRow()
    {
        var file = _folder.PathOf("typed.parquet");
        await ParquetSerializer.SerializeAsync(
            [
                new Typed { id = 1, at = new DateTime(2025, 3, 4, 5, 6, 7, DateTimeKind.Utc), price = 9.50m, share = 0.5, ok = true },
                new Typed { id = 2, at = new DateTime(2025, 3, 4, 5, 6, 7, DateTimeKind.Utc), price = 1m, share = double.NaN },
            ],
            file);
        var map = _folder.Write("map.json", """{"timestamp":"at","columns":{"id":{"identity":"crmid","path":"number"},"price":"price","share":"share","ok":"ok"}}""");

        var found = await RowFiles.ReadAsync(file, SourceFormat.Parquet, map);

        Assert.Equal<string>(
            [
                """{"timestamp":"2025-03-04T05:06:07.000Z","entity":{"identityMap":{"crmid":[{"id":"1"}]},"number":1,"price":9.5,"share":0.5,"ok":true}}""",
                "rejected row 2: SEG-ING001-400 column share: NaN is not accepted. Accepted: a finite number.",
            ],
            found);
    }

    /// <summary>Removes nulls of objects, which records do not have, and sorts names.</summary>
    private static string Normal(JsonNode? node) => node switch
    {
        JsonObject json => $"{{{string.Join(',', json.Where(static pair => pair.Value is not null).OrderBy(static pair => pair.Key, StringComparer.Ordinal).Select(static pair => $"{pair.Key}:{Normal(pair.Value)}"))}}}",
        JsonArray json => $"[{string.Join(',', json.Select(Normal))}]",
        null => "null",
        _ => node.ToJsonString(),
    };

    internal sealed class Address
    {
        public string? city { get; set; }

        public List<int>? codes { get; set; }
    }

    internal sealed class Identity
    {
        public string id { get; set; } = "";
    }

    internal sealed class Row
    {
        public Dictionary<string, List<Identity>> identityMap { get; set; } = [];

        public double? weight { get; set; }

        public Address? home { get; set; }

        public List<Address>? others { get; set; }

        public Dictionary<string, long>? counts { get; set; }
    }

    internal sealed class Typed
    {
        public long id { get; set; }

        public DateTime at { get; set; }

        public decimal price { get; set; }

        public double share { get; set; }

        public bool? ok { get; set; }
    }
}
