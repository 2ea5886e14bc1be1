using OrleansSegmentation.Pql.Json;
using OrleansSegmentation.Pql.Printing;
using OrleansSegmentation.Pql.Tests.Testing;

namespace OrleansSegmentation.Pql.Tests.Parsing;

/// <summary>Damaged expressions, seeded: compiling them never throws, and what still compiles still converts.</summary>
public class FuzzTests
{
    private const int Rounds = 10_000;

    private static readonly string[] Pieces =
        ["(", ")", "[", "]", "{", "}", "\"", "'", "`", ".", ",", ":", "^", "$1", "@{", "@{s}", "=>", "=", "==", "<", "-", "!", "not ", " and ", " or ", " in ", " where ",
         " from ", "select X from ", "exists ", "sum ", " over ", "let x = ", "chain(", " occurs ", "last month", "this", "null", "0", "1.5", "9223372036854775808", "\\", "\n", "\0", "\uD800", "😀", "“"];

    private static readonly string[] Seeds = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Conversion", "Expressions.pql"));

    [Fact]
    public void Compile_DamagedText_NeverThrows()
    {
        for (var seed = 1; seed <= Rounds; seed++)
        {
            var random = new Random(seed);
            var text = Damage(Seeds[random.Next(Seeds.Length)], random);
            try
            {
                var compilation = Compiled.Text(text);
                Assert.Equal(compilation.IsValid, compilation.Diagnostics.All(diagnostic => diagnostic.Severity == Pql.Diagnostics.PqlSeverity.Warning));
                Assert.All(compilation.Diagnostics, diagnostic => Assert.True(diagnostic.Span.Start >= 0 && diagnostic.Span.End <= text.Length));
                if (compilation.Query is not { } query) continue;
                Assert.Equal(query.Root, Compiled.Tree(PqlTextPrinter.Print(query.Root)));
                Assert.Equal(query.Root, Compiled.JsonTree(PqlJsonWriter.Write(query.Root)));
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"seed {seed}: {text}", exception);
            }
        }
    }

    [Fact]
    public void Compile_DamagedJson_NeverThrows()
    {
        for (var seed = 1; seed <= Rounds / 4; seed++)
        {
            var random = new Random(seed);
            var json = Damage(PqlJsonWriter.Write(RandomTree.Generate(seed)), random);
            try
            {
                var compilation = Compiled.Json(json);
                Assert.Equal(compilation.IsValid, compilation.Diagnostics.All(diagnostic => diagnostic.Severity == Pql.Diagnostics.PqlSeverity.Warning));
                if (compilation.Query is { } query) Assert.Equal(query.Root, Compiled.Tree(PqlTextPrinter.Print(query.Root)));
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"seed {seed}: {json}", exception);
            }
        }
    }

    private static string Damage(string text, Random random)
    {
        for (var edits = random.Next(1, 4); edits > 0; edits--)
        {
            var at = random.Next(text.Length + 1);
            var length = random.Next(Math.Min(12, text.Length - at) + 1);
            text = random.Next(4) switch
            {
                0 => text.Remove(at, length),
                1 => text.Insert(at, Pieces[random.Next(Pieces.Length)]),
                2 => text.Insert(random.Next(text.Length + 1), text.Substring(at, length)),
                _ => text.Remove(at, length).Insert(at, Pieces[random.Next(Pieces.Length)]),
            };
        }

        return text;
    }
}
