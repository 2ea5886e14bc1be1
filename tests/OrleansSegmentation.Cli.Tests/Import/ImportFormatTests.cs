using System.IO.Compression;
using System.Text.Json;
using OrleansSegmentation.Cli.Samples;

namespace OrleansSegmentation.Cli.Tests.Import;

/// <summary>Every kind of file, from disk to counts, against what a plain reading of the file gives.</summary>
[Collection(ImportServer.Collection)]
public sealed class ImportFormatTests(ImportServer server) : IDisposable
{
    private readonly ImportFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Import_ShippedCsvWithItsMapping_CountsAsTheFileReads()
    {
        var organization = ImportServer.NewOrganization();
        var result = await ImportTerminal.RunAsync(Sample("customers.csv"), "--map", Sample("customers.map.json"), "--url", server.Address, "--org", organization);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));

        // The sample has quoted commas in the city only, so the columns before it and the last five can be found by splitting.
        var rows = File.ReadLines(Sample("customers.csv")).Skip(1).Select(static line => line.Split(',')).ToList();
        var (profiles, members) = await server.CountAsync(
            organization, "loyalty.tier = \"gold\" and loyalty.points > 2500", "person.birthDate.getYear() < 1980", "subscriber", "interests.contains(\"films\")",
            "homeAddress.city = \"Berlin, DE\"");
        Assert.Equal(rows.Count, profiles);
        Assert.Equal(
            [
                rows.Count(static row => row[^5] == "gold" && int.Parse(row[^4], null) > 2500),
                rows.Count(static row => row[4].Length > 0 && int.Parse(row[4][6..], null) < 1980),
                rows.Count(static row => row[^3] == "yes"),
                rows.Count(static row => row[^2].Split('|').Contains("films")),
                rows.Count(static row => row[6] == "\"Berlin"),
            ],
            members);
    }

    [Fact]
    public async Task Import_ShippedParquetWithItsMapping_BecomesEventsOfTheCustomers()
    {
        var organization = ImportServer.NewOrganization();
        var result = await ImportTerminal.RunAsync(Sample("purchases.parquet"), "--map", Sample("purchases.map.json"), "--url", server.Address, "--org", organization, "--request-bytes", "16384");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));

        var rows = (await Parquet.Serialization.ParquetSerializer.DeserializeAsync<Purchase>(Sample("purchases.parquet"))).Data.ToList();
        var customers = rows.GroupBy(static row => row.crm_id).ToList();
        var (profiles, members) = await server.CountAsync(
            organization, "xEvent[eventType = \"commerce.purchases\"].count() >= 3", "xEvent[commerce.order.priceTotal > 60]",
            "xEvent[productListItems[SKU = \"lamp-0001\" and quantity >= 2]]", "xEvent[timestamp occurs after date(2025, 10, 1)]");
        Assert.Equal(customers.Count, profiles);
        Assert.Equal(
            [
                customers.Count(static rows => rows.Count() >= 3),
                customers.Count(static rows => rows.Any(static row => row.total > 60)),
                customers.Count(static rows => rows.Any(static row => row.items.Exists(static item => item is { SKU: "lamp-0001", quantity: >= 2 }))),
                customers.Count(static rows => rows.Any(static row => row.ordered_at > new DateTime(2025, 10, 1))),
            ],
            members);
    }

    [Fact]
    public async Task Import_CompressedArray_GivesTheCountsOfTheLines()
    {
        string[] audiences = ["workAddress.country = \"US\"", "loyalty.tier in [\"gold\", \"platinum\"]"];
        var packed = _folder.PathOf("sample.json.gz");
        await using (var output = new GZipStream(File.Create(packed), CompressionLevel.Fastest))
        {
            var elements = File.ReadLines(SampleCommand.ShippedPath).Select(static line => JsonSerializer.Deserialize<JsonElement>(line));
            await JsonSerializer.SerializeAsync(output, elements, new JsonSerializerOptions { WriteIndented = true });
        }

        var (lines, array) = (ImportServer.NewOrganization(), ImportServer.NewOrganization());
        Assert.Equal(0, (await ImportTerminal.RunAsync(SampleCommand.ShippedPath, "--url", server.Address, "--org", lines, "--state", _folder.PathOf("state"))).ExitCode);
        Assert.Equal(0, (await ImportTerminal.RunAsync(packed, "--url", server.Address, "--org", array, "--request-bytes", "500000")).ExitCode);

        var expected = await server.CountAsync(lines, audiences);
        var found = await server.CountAsync(array, audiences);
        Assert.Equal((SampleCommand.ShippedProfiles, SampleCommand.ShippedProfiles), (expected.Profiles, found.Profiles));
        Assert.Equal(expected.Members, found.Members);
    }

    [Fact]
    public async Task Import_BadLines_AreNamedByTheirLineInTheFileAndListedInFull()
    {
        // Every third line is bad, over several requests, more than a server lists unless it is asked to.
        var lines = Enumerable.Range(1, 900).Select(static line => line % 3 == 0 ? """{"nobody":true}""" : $$$"""{"identityMap":{"crmid":[{"id":"{{{line}}}"}]}}""");
        var file = _folder.Write("lines.ndjson", string.Join("\r\n", lines) + "\n\n{broken");
        var rejects = _folder.PathOf("rejected.ndjson");

        var result = await ImportTerminal.RunAsync(file, "--url", server.Address, "--org", ImportServer.NewOrganization(), "--request-bytes", "16384", "--rejects", rejects);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("600 records imported, 301 rejected", result.Output, StringComparison.Ordinal);
        Assert.StartsWith("Rejected line 3: ", result.Output, StringComparison.Ordinal);
        Assert.Contains("… 281 more", result.Output, StringComparison.Ordinal);
        var listed = File.ReadLines(rejects).Select(static line => JsonSerializer.Deserialize<JsonElement>(line)).ToList();
        Assert.Equal([.. Enumerable.Range(1, 300).Select(static index => 3 * index), 902], listed.Select(static item => item.GetProperty("line").GetInt32()));
        Assert.Equal(["SEG-ING001-400", "SEG-ING003-400"], listed.Select(static item => item.GetProperty("code").GetString()).Distinct().Order());
    }

    [Fact]
    public async Task Import_BadRows_AreNamedByLineRowAndColumn()
    {
        var file = _folder.Write("rows.csv", "id;points;day\n1;10;\"a\nb\"\n2;ten;x\n;5;x\n\n3;7\n4;1.5;y\n5;8;z\n");
        var map = _folder.Write("map.json", """{"columns":{"id":{"identity":"crmid"},"points":{"path":"points","type":"integer"},"day":"note"}}""");
        var organization = ImportServer.NewOrganization();

        var result = await ImportTerminal.RunAsync(file, "--map", map, "--url", server.Address, "--org", organization);

        Assert.Equal(1, result.ExitCode);
        Assert.Equal(
            """
            Rejected line 4 (record 2): column points: "ten" is not accepted. Accepted: a whole number from -2^63 to 2^63-1.
            Rejected line 5 (record 3): column id: no identity has a value.
            Rejected line 7 (record 4): row: 2 fields are not accepted. Accepted: 3, as in the header.
            Rejected line 8 (record 5): column points: "1.5" is not accepted. Accepted: a whole number from -2^63 to 2^63-1.

            """,
            result.Output[..(result.Output.IndexOf("2 records imported", StringComparison.Ordinal))]);
        Assert.Equal(1, (await server.CountAsync(organization, "note = \"a\\nb\"")).Members[0]);
    }

    private static string Sample(string name)
    {
        return Path.Combine(AppContext.BaseDirectory, "samples", name);
    }

    private sealed class Purchase
    {
        public string crm_id { get; set; } = "";

        public DateTime ordered_at { get; set; }

        [Parquet.Serialization.Attributes.ParquetDecimal(9, 2)]
        public decimal total { get; set; }

        public List<Item> items { get; set; } = [];
    }

    private sealed class Item
    {
        public string SKU { get; set; } = "";

        public int quantity { get; set; }
    }
}
