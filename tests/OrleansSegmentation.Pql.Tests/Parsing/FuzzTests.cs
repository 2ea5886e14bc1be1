using System.Diagnostics;
using System.Globalization;
using OrleansSegmentation.Pql.Json;
using OrleansSegmentation.Pql.Printing;
using OrleansSegmentation.Pql.Tests.Testing;
using Xunit.Abstractions;

namespace OrleansSegmentation.Pql.Tests.Parsing;

/// <summary>Damaged expressions, seeded: compiling them never throws, and what still compiles still converts.</summary>
/// <remarks>Longer on request: <c>PQL_FUZZ_INPUTS=2000000</c> sets how many inputs, <c>PQL_FUZZ_SEED</c> the first seed.</remarks>
public class FuzzTests(ITestOutputHelper output)
{
    private static readonly int Rounds = Setting("PQL_FUZZ_INPUTS", 10_000);
    private static readonly int FirstSeed = Setting("PQL_FUZZ_SEED", 1);

    private static readonly string[] Pieces =
        ["(", ")", "[", "]", "{", "}", "\"", "'", "`", ".", ",", ":", "^", "$1", "@{", "@{s}", "=>", "=", "==", "<", "-", "!", "not ", " and ", " or ", " in ", " where ",
         " from ", "select X from ", "exists ", "sum ", " over ", "let x = ", "chain(", " occurs ", "last month", "this", "null", "0", "1.5", "9223372036854775808", "\\", "\n", "\0", "\uD800", "😀", "“"];

    private static readonly string[] Seeds = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Conversion", "Expressions.pql"));

    [Fact]
    public void Compile_DamagedText_NeverThrows()
    {
        Run("texts", Rounds, seed =>
        {
            var random = new Random(seed);
            return Damage(Seeds[random.Next(Seeds.Length)], random);
        }, text =>
        {
            var compilation = Compiled.Text(text);
            Assert.Equal(compilation.IsValid, compilation.Diagnostics.All(diagnostic => diagnostic.Severity == Pql.Diagnostics.PqlSeverity.Warning));
            Assert.All(compilation.Diagnostics, diagnostic => Assert.True(diagnostic.Span.Start >= 0 && diagnostic.Span.End <= text.Length));
            if (compilation.Query is not { } query) return;
            Assert.Equal(query.Root, Compiled.Tree(PqlTextPrinter.Print(query.Root)));
            Assert.Equal(query.Root, Compiled.JsonTree(PqlJsonWriter.Write(query.Root)));
        });
    }

    [Fact]
    public void Compile_DamagedJson_NeverThrows()
    {
        Run("JSON trees", Rounds / 4, seed => Damage(PqlJsonWriter.Write(RandomTree.Generate(seed)), new Random(seed)), json =>
        {
            var compilation = Compiled.Json(json);
            Assert.Equal(compilation.IsValid, compilation.Diagnostics.All(diagnostic => diagnostic.Severity == Pql.Diagnostics.PqlSeverity.Warning));
            if (compilation.Query is { } query) Assert.Equal(query.Root, Compiled.Tree(PqlTextPrinter.Print(query.Root)));
        });
    }

    private void Run(string what, int rounds, Func<int, string> make, Action<string> check)
    {
        var slowest = (Time: TimeSpan.Zero, Seed: 0);
        var start = Stopwatch.GetTimestamp();
        for (var seed = FirstSeed; seed < FirstSeed + rounds; seed++)
        {
            var input = make(seed);
            var began = Stopwatch.GetTimestamp();
            try
            {
                check(input);
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"seed {seed}: {input}", exception);
            }

            var time = Stopwatch.GetElapsedTime(began);
            if (time > slowest.Time) slowest = (time, seed);
        }

        output.WriteLine($"{rounds:N0} damaged {what} from seed {FirstSeed} in {Stopwatch.GetElapsedTime(start).TotalSeconds:N1} s, 0 crashes, slowest {slowest.Time.TotalMilliseconds:N1} ms (seed {slowest.Seed})");
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : otherwise;

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
