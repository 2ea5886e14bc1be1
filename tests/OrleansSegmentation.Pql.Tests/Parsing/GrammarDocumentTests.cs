using System.Text.RegularExpressions;
using OrleansSegmentation.Pql.Tests.Testing;

namespace OrleansSegmentation.Pql.Tests.Parsing;

/// <summary>The documented grammar is the one written above the parser's methods.</summary>
public partial class GrammarDocumentTests
{
    private static readonly string[] Tokens = ["IDENT", "NAME", "FUNCTION", "STRING", "INTEGER", "DOUBLE", "PARAMETER", "SCHEMA", "END"];

    [Fact]
    public void Document_RulesOfTheParser_AreEqual()
    {
        var document = RulesOfTheDocument();
        var parser = RulesOfTheParser();
        Assert.Equal(parser.Keys.Order(StringComparer.Ordinal), document.Keys.Order(StringComparer.Ordinal));
        Assert.All(parser, rule => Assert.Equal(rule.Value, document[rule.Key]));
    }

    [Fact]
    public void Document_NamesInRules_AreRulesOrTokens()
    {
        var rules = RulesOfTheDocument();
        var names = rules.Values.SelectMany(rule => Name().Matches(Terminal().Replace(rule, " ")).Select(match => match.Value)).Distinct();
        Assert.Empty(names.Except(rules.Keys).Except(Tokens));
        Assert.Empty(rules.Keys.Except(names).Except(["program"]));
    }

    [Fact]
    public void Document_Tokens_AreDescribed()
    {
        var document = File.ReadAllText(Path.Combine(Repository.Root, "docs", "pql-grammar.md"));
        Assert.All(Tokens, token => Assert.Contains($"| `{token}` |", document, StringComparison.Ordinal));
    }

    private static Dictionary<string, string> RulesOfTheDocument()
    {
        var document = File.ReadAllText(Path.Combine(Repository.Root, "docs", "pql-grammar.md"));
        return Rules(string.Join('\n', Block().Matches(document).Select(match => match.Groups["text"].Value)));
    }

    private static Dictionary<string, string> RulesOfTheParser()
    {
        var folder = Path.Combine(Repository.Root, "src", "OrleansSegmentation.Pql", "Parsing");
        var comments = Directory.GetFiles(folder, "*.cs")
            .SelectMany(File.ReadAllLines)
            .Select(line => Comment().Match(line))
            .Where(match => match.Success)
            .Select(match => match.Groups["rule"].Value);
        return Rules(string.Join('\n', comments));
    }

    private static Dictionary<string, string> Rules(string text) => Rule().Matches(text).ToDictionary(
        match => match.Groups["name"].Value,
        match => Space().Replace(match.Groups["body"].Value.Trim(), " "),
        StringComparer.Ordinal);

    [GeneratedRegex(@"```ebnf\n(?<text>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"^\s+// (?<rule>[a-zA-Z]+ = .* ;)$")]
    private static partial Regex Comment();

    [GeneratedRegex(@"^(?<name>[a-zA-Z]+) = (?<body>.*?) ;$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Rule();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();

    [GeneratedRegex("\"[^\"]*\"")]
    private static partial Regex Terminal();

    [GeneratedRegex("[a-zA-Z]+")]
    private static partial Regex Name();
}
