using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using OrleansSegmentation.Pql.Diagnostics;
using OrleansSegmentation.Pql.Json;
using OrleansSegmentation.Pql.Parsing;
using OrleansSegmentation.Pql.Syntax;
using OrleansSegmentation.Pql.Tests.Testing;

namespace OrleansSegmentation.Pql.Tests.Baselines;

/// <summary>
/// Each folder holds an expression and what every stage makes of it. After a deliberate change of the language, run the tests once
/// with the environment variable UPDATE_BASELINES=1 and review the difference.
/// </summary>
public class BaselineTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "OrleansSegmentation.Pql.Tests", "Baselines");

    public static TheoryData<string> Names => new(Directory.GetDirectories(Folder).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal));

    [Theory, MemberData(nameof(Names))]
    public void Tokens_OfTheExpression_AreAsRecorded(string name) => Check(name, "query.tokens.txt", text =>
    {
        var dump = new StringBuilder();
        foreach (var token in Lexer.Tokenize(text, new DiagnosticBag(text)))
        {
            dump.Append($"{Place(token.Span)} {token.Kind} {text.AsSpan(token.Span.Start, token.Span.Length)}".TrimEnd());
            dump.Append(token.Keyword == Keyword.None ? "\n" : $" ({token.Keyword})\n");
        }

        return dump.ToString();
    });

    [Theory, MemberData(nameof(Names))]
    public void Syntax_OfTheExpression_IsAsRecorded(string name) => Check(name, "query.syntax.txt", text =>
    {
        var dump = new StringBuilder();
        if (PqlParser.Parse(text, new DiagnosticBag(text)) is { } program) Append(program, 0);
        return dump.ToString();

        void Append(SyntaxNode node, int depth)
        {
            dump.Append(' ', depth * 2).Append(node.Label.TrimEnd()).Append(CultureInfo.InvariantCulture, $" [{Place(node.Span)}]\n");
            foreach (var child in node.Children) Append(child, depth + 1);
        }
    });

    [Theory, MemberData(nameof(Names))]
    public void Tree_OfTheExpression_IsAsRecorded(string name) => Check(name, "query.tree.json", text =>
        Compiled.Text(text).Query is { } query ? JsonNode.Parse(PqlJsonWriter.Write(query.Root))!.ToString() + "\n" : "");

    [Theory, MemberData(nameof(Names))]
    public void Diagnostics_OfTheExpression_AreAsRecorded(string name) => Check(name, "query.diagnostics.txt", text =>
        string.Concat(Compiled.Text(text).Diagnostics.Select(found =>
            $"{found.Line}:{found.Column} {Place(found.Span)} {found.Severity} {found.Code}: {found.Message}\n")));

    private static void Check(string name, string file, Func<string, string> dump)
    {
        var text = File.ReadAllText(Path.Combine(Folder, name, "query.pql")).TrimEnd('\n');
        var actual = dump(text);
        var path = Path.Combine(Folder, name, file);
        if (Environment.GetEnvironmentVariable("UPDATE_BASELINES") == "1")
        {
            if (actual.Length > 0) File.WriteAllText(path, actual);
            else File.Delete(path);
        }

        Assert.Equal(File.Exists(path) ? File.ReadAllText(path) : "", actual, ignoreLineEndingDifferences: true);
    }

    private static string Place(TextSpan span) => string.Create(CultureInfo.InvariantCulture, $"{span.Start}..{span.End}");
}
