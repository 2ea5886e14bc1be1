using OrleansSegmentation.Evaluation.Functions;
using OrleansSegmentation.Evaluation.Tests.Examples;
using OrleansSegmentation.Pql.Binding;

namespace OrleansSegmentation.Evaluation.Tests.Functions;

public sealed class FunctionCatalogTests
{
    private static readonly string[] Names =
    [
        "and", "or", "not", "if", "=", "!=", ">", ">=", "<", "<=", "+", "-", "*", "/", "%", "negate",
        "in", "notIn", "intersects", "intersection", "subsetOf", "supersetOf", "includes", "distinct", "filter", "map", "groupBy", "topN", "bottomN",
        "head", "exists", "forall", "mapEntry", "get", "keys", "values",
        "startsWith", "doesNotStartWith", "endsWith", "doesNotEndWith", "contains", "doesNotContain", "equals", "notEqualTo", "like", "matches",
        "regexGroup", "stringCompare", "isNull", "isNotNull", "count", "sum", "average", "min", "max",
        "currentMonth", "currentYear", "currentDayOfMonth", "getMonth", "getYear", "getDayOfMonth", "date", "inSegment", "modelInstances",
    ];

    [Fact]
    public void Functions_AreExactlyThoseOfTheLanguage() =>
        Assert.Equal(Names.Order(StringComparer.Ordinal), FunctionCatalog.Default.Functions.Select(static signature => signature.Name));

    [Fact]
    public void Functions_EachSignature_IsConsistent()
    {
        foreach (var signature in FunctionCatalog.Default.Functions)
        {
            Assert.InRange(signature.RequiredCount, 0, signature.Parameters.Count);
            Assert.NotEmpty(signature.Summary);
            Assert.NotEmpty(signature.NullRule);
            Assert.Equal(signature.Parameters.Count, signature.Parameters.Select(static parameter => parameter.Name).Distinct().Count());
            Assert.True(FunctionCatalog.Default.TryGet(signature.Name, out var found) && ReferenceEquals(found, signature));
            Assert.DoesNotContain(signature.Parameters.Take(1), static parameter => parameter.Kind == ParameterKind.Lambda);
        }
    }

    [Fact]
    public void TryGet_OtherLetterCase_FindsNothing() => Assert.False(FunctionCatalog.Default.TryGet("startswith", out _));

    [Fact]
    public void ReferencePage_InTheRepository_IsWhatTheCatalogSays()
    {
        var path = Path.Combine(RepositoryFolder.Root, "docs", "pql-functions.md");
        var expected = FunctionReferencePage.Write(FunctionCatalog.Default);
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1") File.WriteAllText(path, expected);
        Assert.True(File.Exists(path) && File.ReadAllText(path) == expected, $"{path} is out of date: run this test with UPDATE_DOCS=1.");
    }
}
