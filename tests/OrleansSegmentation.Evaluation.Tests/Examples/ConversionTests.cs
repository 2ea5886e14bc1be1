using OrleansSegmentation.Evaluation.Functions;
using OrleansSegmentation.Pql;
using OrleansSegmentation.Pql.Json;
using OrleansSegmentation.Pql.Printing;

namespace OrleansSegmentation.Evaluation.Tests.Examples;

/// <summary>An example means the same after conversion: both encodings give the very tree that is evaluated.</summary>
public sealed class ConversionTests
{
    public static TheoryData<Example> Examples => new(ExampleFiles.All);

    [Theory]
    [MemberData(nameof(Examples), DisableDiscoveryEnumeration = true)]
    public void Convert_ExampleToJsonOrPrinted_IsTheSameTree(Example example)
    {
        var root = ExampleTests.Compile(example);
        var json = PqlJsonWriter.Write(root);
        var fromJson = PqlCompiler.CompileJson(json, FunctionCatalog.Default);
        Assert.True(root.Equals(fromJson.Query?.Root), $"{example}: {json} {string.Join("; ", fromJson.Diagnostics)}");
        var text = PqlTextPrinter.Print(root);
        var fromText = PqlCompiler.CompileText(text, FunctionCatalog.Default);
        Assert.True(root.Equals(fromText.Query?.Root), $"{example}: {text} {string.Join("; ", fromText.Diagnostics)}");
    }
}
