using System.CommandLine;
using System.Diagnostics;
using System.Text;
using OrleansSegmentation.Evaluation.Functions;
using OrleansSegmentation.Pql;

namespace OrleansSegmentation.Benchmarks.Language;

/// <summary><c>pql</c>: how fast expressions are parsed and bound.</summary>
internal static class LanguageBenchmark
{
    private const int WarmUpRounds = 30;
    private const int Rounds = 200;
    private const int LongRounds = 20;
    private const int LongLength = 100_000;

    public static Command BuildCommand()
    {
        var command = new Command("pql", "Parse and bind all examples of the language again and again, and one expression of 100 kB.");
        command.SetAction(_ => Run());
        return command;
    }

    private static void Run()
    {
        var examples = Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Examples"), "*.pql")
            .SelectMany(File.ReadLines)
            .Where(static line => line.Contains('→', StringComparison.Ordinal) && !line.StartsWith('#'))
            .Select(static line => line[..line.IndexOf('→', StringComparison.Ordinal)].Trim())
            .ToList();
        var bytes = examples.Sum(static example => (long)Encoding.UTF8.GetByteCount(example));
        Compile(examples, WarmUpRounds);
        var elapsed = Compile(examples, Rounds);
        Console.WriteLine(
            $"{examples.Count} examples, one thread: {examples.Count * Rounds / elapsed.TotalSeconds:N0} expressions/s, {bytes * Rounds / elapsed.TotalSeconds / 1e6:N1} MB/s");

        var expression = LongExpression();
        var times = Enumerable.Range(0, LongRounds).Select(_ => Compile([expression], 1).TotalMilliseconds).Order().ToList();
        Console.WriteLine(
            $"one expression of {expression.Length:N0} characters: median {times[LongRounds / 2]:N1} ms, slowest {times[^1]:N1} ms of {LongRounds}");
    }

    private static TimeSpan Compile(IReadOnlyList<string> expressions, int rounds)
    {
        var start = Stopwatch.GetTimestamp();
        for (var round = 0; round < rounds; round++)
        {
            foreach (var expression in expressions)
            {
                var compilation = PqlCompiler.CompileText(expression, FunctionCatalog.Default);
                if (!compilation.IsValid) throw new InvalidOperationException($"{expression}: {compilation.Diagnostics[0].Message}");
            }
        }

        return Stopwatch.GetElapsedTime(start);
    }

    private static string LongExpression()
    {
        var text = new StringBuilder(LongLength);
        for (var index = 0; text.Length < LongLength - 80; index++)
            text.Append(index == 0 ? "" : " or ").Append($"homeAddress.city = \"city {index}\" and loyalty.points > {index}");
        return text.ToString();
    }
}
