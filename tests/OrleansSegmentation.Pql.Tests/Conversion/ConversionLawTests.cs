using CsCheck;
using OrleansSegmentation.Pql.Json;
using OrleansSegmentation.Pql.Printing;
using OrleansSegmentation.Pql.Tests.Testing;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Pql.Tests.Conversion;

/// <summary>Both encodings say the same: whatever is written can be read back as the same tree.</summary>
public class ConversionLawTests
{
    private const int Seeds = 600;
    private const string CheckSeed = "0N0XIzNsQ0O2"; // the same trees every time; CsCheck_Seed and CsCheck_Iter ask for others

    public static TheoryData<string> Expressions =>
        new(File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Conversion", "Expressions.pql")));

    [Theory, MemberData(nameof(Expressions))]
    public void Print_OfAnExpression_ReadsBackAsTheSameTree(string text)
    {
        var tree = Compiled.Tree(text);
        Assert.Equal(tree, Compiled.Tree(PqlTextPrinter.Print(tree)));
    }

    [Theory, MemberData(nameof(Expressions))]
    public void Write_OfAnExpression_ReadsBackAsTheSameTree(string text)
    {
        var tree = Compiled.Tree(text);
        Assert.Equal(tree, Compiled.JsonTree(PqlJsonWriter.Write(tree)));
    }

    [Theory, MemberData(nameof(Expressions))]
    public void Print_OfPrintedText_ChangesNothing(string text)
    {
        var printed = Compiled.Reprint(text);
        Assert.Equal(printed, Compiled.Reprint(printed));
    }

    [Theory] // names that only look like a step over a relationship
    [InlineData("key@{}"), InlineData("key@{ }"), InlineData("@{a}"), InlineData("key@{a}b"), InlineData("key@{a")]
    public void Print_OfAPropertyThatIsNoRelationship_KeepsItsWholeName(string name)
    {
        var tree = new FieldNode(new RootNode(), name);
        Assert.Equal<PqlNode>(tree, Compiled.Tree(PqlTextPrinter.Print(tree)));
        Assert.Equal<PqlNode>(tree, Compiled.JsonTree(PqlJsonWriter.Write(tree)));
    }

    [Fact]
    public void Print_OfRandomTrees_ReadsBackAsTheSameTree() =>
        ForEachTree((tree, seed) => AssertSame(tree, seed, PqlTextPrinter.Print(tree), PqlFormat.Text));

    [Fact]
    public void Write_OfRandomTrees_ReadsBackAsTheSameTree() =>
        ForEachTree((tree, seed) => AssertSame(tree, seed, PqlJsonWriter.Write(tree), PqlFormat.Json));

    [Fact]
    public void Read_OfWrittenJson_IsIdempotent() =>
        ForEachTree((tree, seed) =>
        {
            var once = PqlJsonWriter.Write(tree);
            var twice = PqlJsonWriter.Write(Compiled.JsonTree(once));
            Assert.True(once == twice, $"seed {seed}\n{once}\n{twice}");
        });

    [Fact]
    public void Write_OfAnyPartOfATree_GivesText()
    {
        for (var seed = 1; seed <= Seeds / 5; seed++) Visit(RandomTree.Generate(seed), seed);
    }

    [Fact]
    public void RandomTrees_Together_HoldEveryKindOfNode()
    {
        var kinds = new HashSet<Type>();
        ForEachTree((tree, _) => Visit(tree));
        var all = typeof(PqlNode).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(PqlNode)));
        Assert.Empty(all.Except(kinds).Select(type => type.Name));

        void Visit(PqlNode node)
        {
            kinds.Add(node.GetType());
            foreach (var child in node.Children) Visit(child);
        }
    }

    private static void Visit(PqlNode part, int seed)
    {
        Assert.True(PqlTextPrinter.Print(part).Length > 0, $"seed {seed}");
        Assert.True(PqlJsonWriter.Write(part).Length > 0, $"seed {seed}");
        foreach (var child in part.Children) Visit(child, seed);
    }

    // CsCheck names its own seed on a failure, and shrinks to the smallest tree seed that still fails.
    private static void ForEachTree(Action<PqlNode, int> check) =>
        Gen.Int[1, int.MaxValue].Sample(seed => check(RandomTree.Generate(seed), seed), seed: CheckSeed, iter: Seeds, threads: 1);

    private static void AssertSame(PqlNode tree, int seed, string written, PqlFormat format)
    {
        var compilation = format == PqlFormat.Text ? Compiled.Text(written) : Compiled.Json(written);
        Assert.True(compilation.IsValid, $"seed {seed}\n{written}\n{string.Join('\n', compilation.Diagnostics)}");
        Assert.True(
            tree.Equals(compilation.Query!.Root),
            $"seed {seed}\n{written}\n{PqlJsonWriter.Write(tree)}\n{PqlJsonWriter.Write(compilation.Query.Root)}");
    }
}
