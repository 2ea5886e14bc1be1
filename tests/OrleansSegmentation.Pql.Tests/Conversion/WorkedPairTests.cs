using System.Text.Json;
using System.Text.Json.Nodes;
using OrleansSegmentation.Pql.Json;
using OrleansSegmentation.Pql.Printing;
using OrleansSegmentation.Pql.Tests.Testing;

namespace OrleansSegmentation.Pql.Tests.Conversion;

/// <summary>The worked pairs: <c>Pairs/NAME.pql</c> and <c>Pairs/NAME.json</c> are the same expression.</summary>
public class WorkedPairTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Conversion", "Pairs");

    public static TheoryData<string> Names =>
        new(Directory.GetFiles(Folder, "*.pql").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal));

    [Fact]
    public void Pairs_OnDisk_AreAllFifteen() => Assert.Equal(15, Directory.GetFiles(Folder, "*.json").Length);

    [Theory, MemberData(nameof(Names))]
    public void Text_OfAPair_BecomesItsJson(string name)
    {
        var written = JsonNode.Parse(Compiled.ToJson(Text(name)), documentOptions: new JsonDocumentOptions { MaxDepth = 1024 });
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Json(name)), written), written!.ToString());
    }

    [Theory, MemberData(nameof(Names))]
    public void Json_OfAPair_BecomesItsTree(string name) => Assert.Equal(Compiled.Tree(Text(name)), Compiled.JsonTree(Json(name)));

    [Theory, MemberData(nameof(Names))]
    public void Json_OfAPair_BecomesItsText(string name) => Assert.Equal(Text(name), PqlTextPrinter.Print(Compiled.JsonTree(Json(name))));

    [Theory, MemberData(nameof(Names))]
    public void Json_OfAPair_IsStableWhenRewritten(string name)
    {
        var written = PqlJsonWriter.Write(Compiled.JsonTree(Json(name)));
        Assert.Equal(written, PqlJsonWriter.Write(Compiled.JsonTree(written)));
    }

    private static string Text(string name) => File.ReadAllText(Path.Combine(Folder, name + ".pql")).TrimEnd('\n');

    private static string Json(string name) => File.ReadAllText(Path.Combine(Folder, name + ".json"));
}
