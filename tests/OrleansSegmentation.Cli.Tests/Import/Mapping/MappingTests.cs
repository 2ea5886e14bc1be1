using OrleansSegmentation.Cli.Import.Mapping;
using OrleansSegmentation.Cli.Pql;

namespace OrleansSegmentation.Cli.Tests.Import.Mapping;

public sealed class MappingTests : IDisposable
{
    private readonly ImportFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("{\n\"columns\": {\n\"id\": { \"identity\": \"crmid\" },\n\"age\": { \"path\": \"person.age\", \"type\": \"int\" } } }", "map.json:4: columns.age.type: \"int\" is not a type. Accepted: string, integer, number, boolean, date, date-time.")]
    [InlineData("{\n\"columns\": {\n\"id\": { \"identity\": \"crmid\" },\n\"agee\": \"person.age\" } }", "map.json:4: columns.agee: the file has no column \"agee\". Its columns: id, age, at.")]
    [InlineData("{ \"columns\": { \"id\": { \"identity\": \"crmid\", \"pth\": \"a\" } } }", "columns.id.pth: \"pth\" is not known. Accepted: path, type, format, identity, primary, listSeparator.")]
    [InlineData("{ \"columns\": { \"age\": \"person.age\" } }", "no column has an \"identity\"")]
    [InlineData("{ \"columns\": { \"id\": { \"identity\": \"crmid\" }, \"age\": {} } }", "columns.age: it has neither \"path\" nor \"identity\"")]
    [InlineData("{ \"columns\": { \"id\": { \"identity\": \"crmid\" }, \"age\": \"a.b\", \"at\": \"a\" } }", "column at has the path a, which clashes with a.b of column age")]
    [InlineData("{ \"columns\": { \"id\": { \"identity\": \"crmid\", \"primary\": true }, \"age\": { \"identity\": \"x\", \"primary\": true } } }", "more than one column is \"primary\"")]
    [InlineData("{ \"columns\": { \"id\": { \"identity\": \"crmid\" }, \"at\": { \"path\": \"a\", \"format\": \"dd\" } } }", "only the types date and date-time have a format")]
    [InlineData("{ \"columns\": { \"id\": { \"identity\": \"crmid\" } }, \"timestamp\": \"when\" }", "timestamp: the file has no column \"when\"")]
    [InlineData("{ \"columns\": { \"id\": { \"identity\": \"crmid\" } }, \"event\": { \"_id\": \"id\" } }", "event: \"timestamp\" is missing")]
    [InlineData("{ \"columns\": { \"id\": { \"identity\": \"crmid\" } }, \"dataset\": \"a b\" }", "dataset: \"a b\" is not a dataset id")]
    [InlineData("{ \"columns\": { \"id\" } }", "map.json: not JSON.")]
    public void Mapping_Wrong_IsRefusedWithLineAndColumn(string mapping, string expected)
    {
        var exception = Assert.Throws<UsageException>(() => MappingReader.Read("map.json", mapping, ["id", "age", "at"]));

        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("id,at\n1,2025-03-04 05:06\n", "\"format\": \"yyyy-MM-dd HH:mm\"", """{"identityMap":{"crmid":[{"id":"1"}]},"at":"2025-03-04T05:06:00.000Z"}""")]
    [InlineData("id,at\n1,1741064760\n", "\"format\": \"unix-s\"", """{"identityMap":{"crmid":[{"id":"1"}]},"at":"2025-03-04T05:06:00.000Z"}""")]
    [InlineData("id,at\n1,2025-03-04T05:06:07.5+02:00\n", "", """{"identityMap":{"crmid":[{"id":"1"}]},"at":"2025-03-04T03:06:07.500Z"}""")]
    public async Task Mapping_TimesOfEveryForm_BecomeUtc(string csv, string format, string expected)
    {
        var map = $"{{\"columns\":{{\"id\":{{\"identity\":\"crmid\"}},\"at\":{{\"path\":\"at\",\"type\":\"date-time\"{(format.Length == 0 ? "" : $",{format}")}}}}}}}";

        Assert.Equal([$"{{\"entity\":{expected}}}"], await RowFiles.ReadCsvAsync(_folder, csv, map));
    }

    [Fact]
    public async Task Mapping_WithEverything_WritesWholeRecords()
    {
        const string Csv = "\uFEFFid;mail;points;share;ok;tags;note;when\n7;A@x.de;12;0,5;Yes;a| b||c;\"x \"\"y\"\"\";2025-01-02\n8;-;;;;;;\n";
        const string Map = """
            {
              // what the shop exports
              "dataset": "crm", "delimiter": ";", "decimalSeparator": ",", "nulls": ["-"], "timestamp": "when",
              "constants": { "source.name": "shop", "source.version": 2 },
              "columns": {
                "id": { "identity": "crmid", "primary": true, "path": ["a.b", "id"] },
                "mail": { "identity": "email", "path": "personalEmail.address" },
                "points": { "path": "loyalty.points", "type": "integer" },
                "share": { "path": "loyalty.share", "type": "number" },
                "ok": { "path": "subscriber", "type": "boolean" },
                "tags": { "path": "tags", "listSeparator": "|" },
                "note": "note",
              },
            }
            """;

        Assert.Equal(
            [
                """{"timestamp":"2025-01-02T00:00:00.000Z","entity":{"identityMap":{"crmid":[{"id":"7","primary":true}],"email":[{"id":"A@x.de"}]},"a.b":{"id":"7"},"personalEmail":{"address":"A@x.de"},"loyalty":{"points":12,"share":0.5},"subscriber":true,"tags":["a","b","c"],"note":"x \"y\"","source":{"name":"shop","version":2}}}""",
                """{"entity":{"identityMap":{"crmid":[{"id":"8","primary":true}]},"a.b":{"id":"8"},"source":{"name":"shop","version":2}}}""",
            ],
            await RowFiles.ReadCsvAsync(_folder, Csv, Map));
    }

    [Fact]
    public async Task Mapping_OfEvents_WritesEventRecords()
    {
        const string Map = """{"event":{"_id":"no","timestamp":"at","format":"dd.MM.yyyy","eventType":"kind"},"columns":{"id":{"identity":"crmid"},"sum":{"path":"commerce.order.priceTotal","type":"number"}}}""";

        Assert.Equal(
            [
                """{"schema":"_xdm.context.experienceevent","entity":{"identityMap":{"crmid":[{"id":"7"}]},"_id":"e1","timestamp":"2025-03-02T00:00:00.000Z","eventType":"buy","commerce":{"order":{"priceTotal":9.5}}}}""",
                "rejected line 3 (record 2): SEG-ING003-400 column at: an event needs a value here.",
            ],
            await RowFiles.ReadCsvAsync(_folder, "no,id,at,kind,sum\ne1,7,02.03.2025,buy,9.5\ne2,7,,buy,1\n", Map));
    }

    [Fact]
    public async Task Import_CsvWithoutMapping_PrintsOneThatWorks()
    {
        var file = _folder.Write("people.csv", "customer_id,e-mail,zip,points,weight,member,born,updated_at\n1,a@x.de,01067,5,1.5,true,1980-01-02,2025-01-01T00:00:00Z\n");

        var refused = await ImportTerminal.RunAsync(file);
        var printed = await ImportTerminal.RunAsync(file, "--print-map");

        Assert.Equal((2, 0), (refused.ExitCode, printed.ExitCode));
        Assert.Contains("customer_id", refused.Error, StringComparison.Ordinal);
        Assert.Contains(printed.Output.TrimEnd(), refused.Error, StringComparison.Ordinal);
        Assert.Equal(
            ["""{"timestamp":"2025-01-01T00:00:00.000Z","entity":{"identityMap":{"crmid":[{"id":"1","primary":true}],"email":[{"id":"a@x.de"}]},"zip":"01067","points":5,"weight":1.5,"member":true,"born":"1980-01-02"}}"""],
            await RowFiles.ReadCsvAsync(_folder, File.ReadAllText(file), printed.Output));
    }

    [Theory]
    [InlineData("a,b\n\"x\"y,2\n3,4\n", "The row that starts on line 2 (row 1) cannot be read.")]
    [InlineData("a,b\n1,2\n\"x,2\n3,4\n", "The row that starts on line 3 (row 2) cannot be read.")]
    [InlineData("a,a\n1,2\n", "the header names column \"a\" twice")]
    [InlineData("a,\n1,2\n", "column 2 of the header has no name")]
    [InlineData("", "it is empty")]
    public async Task Import_MalformedCsv_SaysWhere(string csv, string expected)
    {
        var file = _folder.Write("bad.csv", csv);
        var map = _folder.Write("map.json", """{"columns":{"a":{"identity":"crmid"}}}""");
        var receipt = new TestTransport(static (_, _) => Task.FromResult(new HttpResponseMessage { Content = new StringContent("""{"received":1,"accepted":1,"rejected":0,"errors":[]}""") }));

        var result = await ImportTerminal.RunAsync(receipt, file, "--map", map);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x.dat", "the extension does not say how the records are written")]
    [InlineData("x.parquet.gz", "unpack the file first")]
    [InlineData("x.parquet", "it cannot be read as Parquet")]
    public async Task Import_FilesThatCannotBe_AreRefused(string name, string expected)
    {
        var result = await ImportTerminal.RunAsync(_folder.Write(name, "{}"));

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
    }
}
