using System.Diagnostics;
using OrleansSegmentation.Pql.Diagnostics;
using OrleansSegmentation.Pql.Json;
using OrleansSegmentation.Pql.Printing;
using OrleansSegmentation.Pql.Tests.Testing;

namespace OrleansSegmentation.Pql.Tests.Diagnostics;

/// <summary>Sources as large or as deep as anyone may send: an answer, never an exception, an overflow or a hang.</summary>
public class LimitTests
{
    // Far above what any of them takes, far below what a quadratic algorithm would take.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static TheoryData<string, string, string> LargeSources => new()
    {
        { "or", string.Join(" or ", Enumerable.Repeat("a", 20_000)), "" },
        { "and", string.Join(" and ", Enumerable.Repeat("a", 16_666)), "" },
        { "list", $"x in [{string.Join(",", Enumerable.Range(0, 17_000))}]", "" },
        { "declarations", $"select {string.Join(",", Enumerable.Range(0, 7_000).Select(i => $"v{i} from b"))}", "" },
        { "declarations and filters", $"select {string.Join(",", Enumerable.Range(0, 3_500).Select(i => $"v{i} from b"))} where {string.Join(" or ", Enumerable.Repeat("x[y]", 3_000))}", "" },
        { "object", $"{{{string.Join(",", Enumerable.Range(0, 9_000).Select(i => $"\"{i}\":a"))}}}", "" },
        { "name", new string('a', 100_000), "" },
        { "backquotes", new string('`', 100_000), "" },
        { "string", '"' + new string('a', 99_998) + '"', "" },
        { "comparisons", string.Join(" or ", Enumerable.Repeat("a=1", 14_000)), "PQL7003" },
        { "arguments", $"a.startsWith({string.Join(",", Enumerable.Repeat("\"a\"", 24_000))})", "PQL7003" },
        { "sum", string.Join("+", Enumerable.Repeat("a", 50_000)), "PQL7002" },
        { "path", string.Join(".", Enumerable.Repeat("a", 50_000)), "PQL7002" },
        { "parentheses", Repeat("(", 50_000) + "a" + Repeat(")", 49_999), "PQL7002" },
        { "open parentheses", Repeat("(", 100_000), "PQL7002" },
        { "open brackets", Repeat("[", 100_000), "PQL4005" },
        { "open braces", Repeat("{\"a\":", 20_000), "PQL7002" },
        { "filters", Repeat("a[", 50_000), "PQL7002" },
        { "calls", Repeat("f(", 50_000), "PQL7002" },
        { "lambdas", Repeat("f((a)=>", 14_000), "PQL7002" },
        { "not", Repeat("not ", 25_000), "PQL7002" },
        { "minus", Repeat("-", 100_000), "PQL7002" },
        { "let", Repeat("let a=1 in ", 9_000), "PQL7002" },
        { "select", Repeat("select a from b where ", 4_500), "PQL7002" },
        { "in", Repeat("a in (", 16_000), "PQL7002" },
        { "carets", Repeat("^", 100_000), "PQL2003" },
        { "over", Repeat("sum ", 12_000) + Repeat("over ", 8_000), "PQL2007" },
        { "lambda head", "f((" + string.Join(",", Enumerable.Repeat("a", 49_000)), "PQL2003" },
        { "lines", '"' + Repeat("a\n", 49_998) + '"', "PQL1004" },
        { "strays", Repeat("§", 100_000), "PQL1008" },
        { "duplicates", $"select {string.Join(",", Enumerable.Repeat("v from b", 11_000))}", "PQL3004" },
        { "elements", $"chain(a,b,[{string.Join(",", Enumerable.Range(0, 7_000).Select(i => $"a{i}:WHAT(x)"))}])", "PQL5001" },
        { "unknown functions", string.Join(" or ", Enumerable.Repeat("a.b(c)", 9_000)), "PQL3001" },
        { "pattern", $"a.matches(\"{Repeat("(", 49_000)}\")", "PQL4012" },
        { "too long", new string('a', 100_001), "PQL7001" },
    };

    [Theory, MemberData(nameof(LargeSources))]
    public void Compile_LargeSource_AnswersSoon(string name, string text, string code)
    {
        var watch = Stopwatch.StartNew();
        var compilation = Compiled.Text(text);
        Assert.True(watch.Elapsed < Patience, $"{name} took {watch.Elapsed}");
        Assert.Equal(code, compilation.IsValid ? "" : compilation.Diagnostics[0].Code);
        Assert.True(compilation.Diagnostics.Length <= 100);
        Assert.All(compilation.Diagnostics, diagnostic => Assert.InRange(diagnostic.Span.End, 0, text.Length));
    }

    [Theory, MemberData(nameof(DeepestSources))]
    public void Compile_DeepestSourceOnAnyStack_DoesNotOverflow(string name, string text, bool isValid, int stackSizeBytes)
    {
        // An overflow would end the process, so a finished thread is the proof.
        var answer = "";
        Exception? failure = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    answer = CompileAndReadBack(text);
                }
                catch (Exception exception)
                {
                    failure = exception;
                }
            },
            maxStackSize: stackSizeBytes);
        thread.Start();
        thread.Join();
        Assert.Null(failure);
        var isAccepted = answer == "valid" || (answer == "PQL7002" && (!isValid || stackSizeBytes == TinyStack));
        Assert.True(isAccepted, $"{name}: {answer}");
    }

    // How much stack a frame takes depends on how far the runtime has optimised it, so on a tiny stack reading back may be refused too.
    private static string CompileAndReadBack(string text)
    {
        var compilation = Compiled.Text(text);
        if (compilation.Query is not { } query) return FirstError(compilation);
        foreach (var again in new[] { Compiled.Json(PqlJsonWriter.Write(query.Root)), Compiled.Text(PqlTextPrinter.Print(query.Root)) })
        {
            if (again.Query is not { } same) return FirstError(again);
            Assert.Equal(query.Root, same.Root);
        }

        return "valid";
    }

    private static string FirstError(PqlCompilation compilation) =>
        compilation.Diagnostics.First(diagnostic => diagnostic.Severity == PqlSeverity.Error).Code;

    // Thread-pool threads have 1.5 MB or more; on less, an expression may be refused, but nothing else may happen.
    private const int OrdinaryStack = 1_536 * 1024;
    private const int TinyStack = 384 * 1024;

    public static TheoryData<string, string, bool, int> DeepestSources
    {
        get
        {
            var sources = new TheoryData<string, string, bool, int>();
            foreach (var stack in new[] { OrdinaryStack, TinyStack })
            {
                sources.Add("parentheses", Repeat("(", 200) + "a" + Repeat(")", 200), true, stack);
                sources.Add("sums in parentheses", Repeat("(1 + ", 195) + "a" + Repeat(")", 195), true, stack);
                sources.Add("filters", Repeat("a[", 65) + "b" + Repeat("]", 65), true, stack);
                sources.Add("too many filters", Repeat("a[", 199) + "b" + Repeat("]", 199), false, stack);
                sources.Add("lets", Repeat("let a = 1 in ", 195) + "a", true, stack);
                sources.Add("quantifiers", Repeat("exists a from b where ", 95) + "c", true, stack);
                sources.Add("too many quantifiers", Repeat("exists a from b where ", 199) + "c", false, stack);
                sources.Add("chains", Repeat("chain(a, t, [A: WHAT(", 60) + "b" + Repeat(")])", 60), true, stack);
                sources.Add("conditions", Repeat("if(a, b or not (", 65) + "c" + Repeat("), d)", 65), true, stack);
                sources.Add("calls", Repeat("a.includes(", 195) + "b" + Repeat(")", 195), true, stack);
                sources.Add("path in groups", Repeat("(", 199) + "a" + Repeat(".a", 590) + Repeat(")", 199), false, stack);
                sources.Add("sums in groups", Repeat("(", 199) + "a" + Repeat(" + a", 590) + Repeat(")", 199), false, stack);
                sources.Add("longest sum", "a" + Repeat(" + a", 197), true, stack);
            }

            return sources;
        }
    }

    [Fact]
    public void Convert_LongestExpression_ComesBackTheSame()
    {
        var tree = Compiled.Tree(string.Join(" or ", Enumerable.Repeat("a", 20_000)));
        Assert.Equal(tree, Compiled.JsonTree(PqlJsonWriter.Write(tree)));
        Assert.Equal(tree, Compiled.Tree(PqlTextPrinter.Print(tree)));
    }

    [Theory]
    [InlineData(200, true)]
    [InlineData(201, false)]
    public void Compile_NestedParentheses_AreAcceptedUpToTheLimit(int count, bool isValid) =>
        Assert.Equal(isValid, Compiled.Text(Repeat("(", count) + "a" + Repeat(")", count)).IsValid);

    [Theory] // the tree also has the property and the profile
    [InlineData(198, true)]
    [InlineData(199, false)]
    public void Compile_NestedNodes_AreAcceptedUpToTheLimitInBothFormats(int count, bool isValid)
    {
        Assert.Equal(isValid, Compiled.Text(Repeat("not ", count) + "a").IsValid);
        var json = Repeat("""{"nodeType":"fnApply","fnName":"not","params":[""", count)
            + """{"nodeType":"fieldLookup","fieldName":"a","object":{"nodeType":"parameterReference","position":1}}""" + Repeat("]}", count);
        Assert.Equal(isValid, Compiled.Json(json).IsValid);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(100_000)]
    public void Compile_DeepJson_IsRefusedForItsNesting(int count)
    {
        var json = Repeat("""{"nodeType":"fnApply","fnName":"not","params":[""", count)
            + """{"nodeType":"parameterReference","position":1}""" + Repeat("]}", count);
        Assert.Equal("PQL7002", Assert.Single(Compiled.Json(json).Diagnostics).Code);
    }

    [Fact]
    public void Compile_JsonTooLong_IsRefused() =>
        Assert.Equal("PQL7001", Assert.Single(Compiled.Json(new string(' ', PqlLimits.JsonLength + 1)).Diagnostics).Code);

    [Fact]
    public void Compile_SixRelationships_AreRefusedAndFiveAreNot()
    {
        static string Text(int count) => string.Join(" and ", Enumerable.Range(1, count).Select(i => $"a@{{{i}}}.x"));
        Assert.True(Compiled.Text(Text(5)).IsValid);
        Assert.Equal("PQL7004", Assert.Single(Compiled.Text(Text(6)).Diagnostics).Code);
    }

    private static string Repeat(string text, int count) => string.Concat(Enumerable.Repeat(text, count));
}
