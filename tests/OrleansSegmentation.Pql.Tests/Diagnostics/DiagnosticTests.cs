using System.Reflection;
using OrleansSegmentation.Evaluation.Functions;
using OrleansSegmentation.Pql.Diagnostics;
using OrleansSegmentation.Pql.Tests.Testing;

namespace OrleansSegmentation.Pql.Tests.Diagnostics;

public class DiagnosticTests
{
    [Fact]
    public void Compile_SeveralLexicalErrors_ReportsEach() =>
        Assert.Equal(["PQL1010 ==", "PQL1003 \\q", "PQL1010 &&", "PQL1005 7L"], Compiled.Problems("a == \"\\q\" && b = 7L"));

    [Fact]
    public void Compile_SeveralBindingErrors_ReportsEach() =>
        Assert.Equal(["PQL3001 foo", "PQL3005 ^", "PQL4007 \"x\"", "PQL3006 $3"], Compiled.Problems("foo(^.a) and b + \"x\" > 1 or $3"));

    [Fact]
    public void Compile_LexicalAndBindingErrors_ReportsBoth() =>
        Assert.Equal(["PQL1010 ==", "PQL3001 foo"], Compiled.Problems("a == 1 and b.foo()"));

    [Fact]
    public void Compile_SyntaxError_ReportsTheFirstOnly() => Assert.Equal(["PQL2002 )"], Compiled.Problems("a = ) and ( b ="));

    [Fact]
    public void Compile_ErrorOnALaterLine_TellsLineAndColumn()
    {
        var diagnostic = Assert.Single(Compiled.Text("a = 1\r\nand b = 2\rand é😀c = 3".Replace("😀", "", StringComparison.Ordinal) + "\n  and foo(x)").Diagnostics);
        Assert.Equal((4, 7), (diagnostic.Line, diagnostic.Column));
        Assert.Null(diagnostic.JsonPath);
    }

    [Fact]
    public void Compile_ErrorBehindASurrogatePair_CountsUtf16Units()
    {
        var diagnostic = Assert.Single(Compiled.Text("a = \"😀\" and foo(x)").Diagnostics);
        Assert.Equal((13, 3, 1, 14), (diagnostic.Span.Start, diagnostic.Span.Length, diagnostic.Line, diagnostic.Column));
    }

    [Theory]
    [InlineData("x.startwith(\"a\")", "startsWith")]
    [InlineData("x.Count()", "count")]
    [InlineData("insegment(\"a\")", "inSegment")]
    [InlineData("x.avarage(y)", "average")]
    [InlineData("x.isnotnul()", "isNotNull")]
    public void Compile_MisspeltFunction_SuggestsTheNearest(string text, string suggestion) =>
        Assert.Contains($"Did you mean '{suggestion}'?", Assert.Single(Compiled.Text(text).Diagnostics).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("x.qwertz()")]
    [InlineData("x.f()")]
    public void Compile_FunctionLikeNoOther_SuggestsNothing(string text) =>
        Assert.DoesNotContain("Did you mean", Assert.Single(Compiled.Text(text).Diagnostics).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("concat")]
    [InlineData("dateDiff")]
    [InlineData("toUTC")]
    [InlineData("countWithNull")]
    [InlineData("length")]
    [InlineData("random")]
    public void Compile_FunctionOfJourneyOptimizer_IsNotAvailableInSegments(string name)
    {
        var diagnostic = Assert.Single(Compiled.Text($"x.{name}(y)").Diagnostics);
        Assert.Equal($"The function '{name}' is not available in segments.", diagnostic.Message);
    }

    [Theory]
    [InlineData("x = null", "PQL8001 =")]
    [InlineData("null != x", "PQL8001 !=")]
    [InlineData("a.count() + b.count() + c.sum() + d.max() > 1", "PQL8002 a.count() + b.count() + c.sum() + d.max() > 1")]
    [InlineData("a[b[c[d]]]", "PQL8003 a[b[c[d]]]")]
    public void Compile_DubiousExpression_IsValidWithAWarning(string text, string warning)
    {
        Assert.True(Compiled.Text(text).IsValid);
        Assert.All(Compiled.Text(text).Diagnostics, diagnostic => Assert.Equal(PqlSeverity.Warning, diagnostic.Severity));
        Assert.Equal([warning], Compiled.Problems(text));
    }

    [Fact]
    public void Compile_FunctionMissingFromTheCatalog_IsAnErrorWithItsPosition()
    {
        var compilation = PqlCompiler.CompileText("a = 1 and b.count() > 2", new CatalogWithout("count"));
        var diagnostic = Assert.Single(compilation.Diagnostics);
        Assert.Equal(("PQL3001", 12, 5), (diagnostic.Code, diagnostic.Span.Start, diagnostic.Span.Length));
        Assert.Null(compilation.Query);
    }

    [Fact]
    public void Compile_OperatorMissingFromTheCatalog_IsAnErrorWithItsPosition()
    {
        var diagnostic = Assert.Single(PqlCompiler.CompileText("a like \"x\"", new CatalogWithout("like")).Diagnostics);
        Assert.Equal(("PQL3001", 2, 4), (diagnostic.Code, diagnostic.Span.Start, diagnostic.Span.Length));
    }

    [Fact]
    public void Problems_OfTheFrontEnd_HaveDistinctCodes()
    {
        var codes = typeof(PqlDiagnostics).GetMethods(BindingFlags.Public | BindingFlags.Static)
            .Where(method => method.ReturnType == typeof(Problem))
            .Select(method => ((Problem)method.Invoke(null, [.. method.GetParameters().Select(Sample)])!).Code)
            .ToList();
        Assert.True(codes.Count > 60);
        Assert.Equal(codes.Count, codes.Distinct().Count());
        Assert.All(codes, code => Assert.Matches("^PQL[1-8][0-9]{3}$", code));

        static object Sample(ParameterInfo parameter) =>
            parameter.ParameterType == typeof(string) ? "x" : parameter.ParameterType == typeof(int) ? 2 : false;
    }

    private sealed class CatalogWithout(string name) : Pql.Binding.IFunctionCatalog
    {
        public IReadOnlyList<Pql.Binding.FunctionSignature> Functions =>
            [.. FunctionCatalog.Default.Functions.Where(function => function.Name != name)];

        public bool TryGet(string wanted, [System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out Pql.Binding.FunctionSignature signature)
        {
            signature = null;
            return wanted != name && FunctionCatalog.Default.TryGet(wanted, out signature);
        }
    }
}
