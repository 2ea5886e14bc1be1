namespace OrleansSegmentation.Cli.Tests.Pql;

public sealed class ConversionTests
{
    private const string Text = "workAddress.country = \"US\"";

    private const string Json =
        """{"nodeType":"fnApply","fnName":"=","params":[{"nodeType":"fieldLookup","fieldName":"country","object":{"nodeType":"fieldLookup","fieldName":"workAddress","object":{"nodeType":"parameterReference","position":1}}},{"nodeType":"literal","literalType":"String","value":"US"}]}""";

    [Fact]
    public async Task Convert_Text_PrintsJson() => Assert.Equal((0, Json + "\n"), Shown(await Terminal.RunAsync("convert", Text)));

    [Fact]
    public async Task Convert_JsonFromStandardInput_PrintsText() => Assert.Equal((0, Text + "\n"), Shown(await Terminal.RunAsync(Json, ["convert", "-"])));

    [Fact]
    public async Task Print_TextOrJson_PrintsCanonicalText()
    {
        using var file = new TemporaryFile(Json);

        Assert.Equal((0, Text + "\n"), Shown(await Terminal.RunAsync("print", "--file", file.Path)));
        Assert.Equal((0, "not loyalty.tier = \"gold\" and subscriber\n"), Shown(await Terminal.RunAsync("print", "NOT (loyalty.tier='gold')  AND subscriber")));
    }

    [Theory]
    [InlineData("@{https://ns.example/store}.count() > 0")]
    [InlineData("{\"n\": xEvent.count()}")]
    public async Task Print_TextThatLooksLikeSomethingElse_IsText(string expression) =>
        Assert.Equal((0, expression + "\n"), Shown(await Terminal.RunAsync("print", expression)));

    [Fact]
    public async Task Print_MinusAfterTwoDashes_IsText() => Assert.Equal((0, "-loyalty.points\n"), Shown(await Terminal.RunAsync("print", "--", "-loyalty.points")));

    [Theory]
    [InlineData("print")]
    [InlineData("convert")]
    public async Task Command_WrongExpression_ShowsTheErrorAndPrintsNothing(string command)
    {
        var result = await Terminal.RunAsync(command, "a = ");

        Assert.Equal(1, result.ExitCode);
        Assert.Empty(result.Output);
        Assert.Contains("1:5: error PQL", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new[] { "print" }, "An expression is missing")]
    [InlineData(new[] { "print", "a", "--file", "f" }, "not both")]
    [InlineData(new[] { "print", "--file", "/nowhere/f.pql" }, "/nowhere/f.pql")]
    [InlineData(new[] { "print", "a", "--format", "xml" }, "json")]
    [InlineData(new[] { "print", "--fromat" }, "--fromat")]
    [InlineData(new[] { "prind", "a" }, "prind")]
    [InlineData(new[] { "explain", "a" }, "--profile")]
    [InlineData(new[] { "test" }, "test")]
    [InlineData(new[] { "test", "x.json", "--engine", "other" }, "reference")]
    public async Task Command_WrongUsage_SaysWhatIsAccepted(string[] arguments, string expected)
    {
        var result = await Terminal.RunAsync(arguments);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("check")]
    [InlineData("print")]
    [InlineData("convert")]
    [InlineData("explain")]
    [InlineData("test")]
    public async Task Help_Command_ShowsExamples(string command)
    {
        var result = await Terminal.RunAsync(command, "--help");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains($"orleans-segmentation pql {command}", result.Output, StringComparison.Ordinal);
        Assert.Contains("Exit codes", result.Output, StringComparison.Ordinal);
    }

    private static (int, string) Shown(TerminalResult result) => (result.ExitCode, result.Output + result.Error);
}
