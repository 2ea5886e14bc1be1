using System.Text.Json;
using OrleansSegmentation.Evaluation.Functions;
using OrleansSegmentation.Pql.Diagnostics;
using OrleansSegmentation.Pql.Schemas;

namespace OrleansSegmentation.Pql.Tests.Schemas;

/// <summary>What a schema contradicts: code, the part of the text it points at, and nothing where data may be either.</summary>
public class SchemaBindingTests
{
    private static readonly ProfileSchema Schema = ProfileSchema.FromJson(JsonElement.Parse("""
        {"type":"object","properties":{
          "person":{"type":"object","properties":{"name":{"type":"object","properties":{"firstName":{"type":"string"}}},"birthDate":{"type":"string","format":"date"}}},
          "loyalty":{"type":"object","properties":{"points":{"type":"integer"},"tier":{"type":"string"}}},
          "subscriber":{"type":"boolean"},
          "mixed":{"type":["string","integer"]},
          "flags":{"type":"object","additionalProperties":{"type":"boolean"}},
          "tags":{"type":"array","items":{"type":"string"}},
          "orders":{"type":"array","items":{"type":"object","properties":{
            "total":{"type":"number"},"storeId":{"type":"string"},"items":{"type":"array","items":{"type":"object","properties":{"sku":{"type":"string"}}}}}}}}}
        """));

    [Theory]
    // unknown properties, at each level and through each binder
    [InlineData("nmae = 1", "PQL8004 nmae")]
    [InlineData("person.name.fistName = \"a\"", "PQL8004 person.name.fistName")]
    [InlineData("person.nam.firstName = \"a\"", "PQL8004 person.nam")]
    [InlineData("orders.totl > 1", "PQL8004 orders.totl")]
    [InlineData("orders[totl > 1]", "PQL8004 totl")]
    [InlineData("orders[items[skuu = ^.storeId]]", "PQL8004 skuu")]
    [InlineData("orders[items[sku = ^.storeIdd]]", "PQL8004 ^.storeIdd")]
    [InlineData("orders.filter((o) => o.sum > 1)", "PQL8004 o.sum")]
    [InlineData("exists O from orders where O.sum > 1", "PQL8004 O.sum")]
    [InlineData("orders.head().x", "PQL8004 orders.head().x")]
    [InlineData("orders.topN(totall, 2).count() > 1", "PQL8004 totall")]
    [InlineData("let o = orders[total > 1] in o.nothing", "PQL8004 o.nothing")]
    [InlineData("chain(orders, date, [A: WHAT(stor = \"a\")])", "PQL8004 stor")]
    [InlineData("a = 1 and b = 2", "PQL8004 a", "PQL8004 b")]
    [InlineData("loyalty.points.value > 1", "PQL8005 loyalty.points.value")]
    [InlineData("tags.name = \"a\"", "PQL8005 tags.name")]
    // operands of the wrong type
    [InlineData("loyalty.points.startsWith(\"a\")", "PQL8006 loyalty.points")]
    [InlineData("orders.total.contains(\"1\")", "PQL8006 orders.total")]
    [InlineData("subscriber like \"a*\"", "PQL8006 subscriber")]
    [InlineData("subscriber > 1", "PQL8006 subscriber")]
    [InlineData("1 <= subscriber", "PQL8006 subscriber")]
    [InlineData("flags.a < flags.b", "PQL8006 flags.a", "PQL8006 flags.b")]
    [InlineData("loyalty.points.count() > 1", "PQL8006 loyalty.points")]
    [InlineData("loyalty.tier[a]", "PQL8006 loyalty.tier", "PQL8005 a")]
    [InlineData("\"a\" in loyalty.tier", "PQL8006 loyalty.tier")]
    [InlineData("loyalty.tier.keys()", "PQL8006 loyalty.tier")]
    [InlineData("loyalty.points.get(\"a\")", "PQL8006 loyalty.points")]
    [InlineData("loyalty.tier + 1 > 2", "PQL8006 loyalty.tier")]
    [InlineData("2 * subscriber > 1", "PQL8006 subscriber")]
    [InlineData("-tags > 1", "PQL8006 tags")]
    [InlineData("orders.sum(storeId) > 1", "PQL8006 storeId")]
    [InlineData("tags.average() > 1", "PQL8006 tags")]
    [InlineData("subscriber occurs today", "PQL8006 subscriber")]
    [InlineData("subscriber.getMonth() = 1", "PQL8006 subscriber")]
    // agreement
    [InlineData("loyalty.points > 5 and person.birthDate < today and subscriber and not (loyalty.tier = \"gold\")")]
    [InlineData("mixed.startsWith(\"a\") or mixed > 1 or mixed.anything")]
    [InlineData("flags.any and flags.get(\"x\") and flags.keys().count() > 1")]
    [InlineData("orders.items.sku = \"a\" and orders.sum(total) + loyalty.points > orders.average(total)")]
    [InlineData("xEvent[eventType = \"view\"].count() > 1 and identityMap.ECID.id = \"1\" and segmentMembership.ups.x.status = \"realized\"")]
    [InlineData("person.birthDate.startsWith(\"1990\") and person.birthDate.getYear() > 1")]
    [InlineData("`loyalty`.`tier`.equals(5, true)")]
    public void Check_AgainstASchema_NamesEachContradictionAtItsPlace(string text, params string[] expected)
    {
        var found = PqlCompiler.Compile(PqlFormat.Text, text, FunctionCatalog.Default, Schema, PqlSeverity.Warning);
        Assert.True(found.IsValid, text);
        Assert.Equal(expected, found.Diagnostics.Select(problem => $"{problem.Code} {text.Substring(problem.Span.Start, problem.Span.Length)}"));
        Assert.All(found.Diagnostics, static problem => Assert.Equal(PqlSeverity.Warning, problem.Severity));

        // The same expression is always bound without a schema, and refused where the schema binds.
        Assert.Empty(PqlCompiler.CompileText(text, FunctionCatalog.Default).Diagnostics);
        var strict = PqlCompiler.Compile(PqlFormat.Text, text, FunctionCatalog.Default, Schema, PqlSeverity.Error);
        Assert.Equal(expected.Length == 0, strict.IsValid);
        Assert.All(strict.Diagnostics, static problem => Assert.Equal(PqlSeverity.Error, problem.Severity));
        Assert.Equal(found.Diagnostics.Select(Place), strict.Diagnostics.Select(Place));
    }

    [Theory]
    [InlineData("person.nmae.firstName", "name")]
    [InlineData("loyalty.Points", "points")]
    [InlineData("subscribr", "subscriber")]
    [InlineData("xEvents", "xEvent")]
    [InlineData("orders[stroeId = \"a\"]", "storeId")]
    public void Check_ANearMiss_SuggestsTheName(string text, string expected)
    {
        var problem = Assert.Single(PqlCompiler.Compile(PqlFormat.Text, text, FunctionCatalog.Default, Schema, PqlSeverity.Warning).Diagnostics);
        Assert.EndsWith($"Did you mean '{expected}'?", problem.Message);
    }

    [Fact]
    public void Check_NothingNear_SuggestsNothing()
    {
        var problem = Assert.Single(PqlCompiler.Compile(PqlFormat.Text, "householdIncome > 1", FunctionCatalog.Default, Schema, PqlSeverity.Warning).Diagnostics);
        Assert.DoesNotContain("Did you mean", problem.Message);
    }

    [Theory]
    [InlineData("fistName", "person", "PQL8004", "$.params[0].params[0].fieldName: The schema has no attribute 'fistName' in 'person'")]
    [InlineData("points", "loyalty", "PQL8006", "$.params[0].params[0].fieldName: 'startsWith' takes text")]
    public void Check_Json_NamesTheJsonPath(string name, string owner, string code, string expected)
    {
        var json = $$$$"""
            {"nodeType":"fnApply","fnName":"not","params":[{"nodeType":"fnApply","fnName":"startsWith","params":[
              {"nodeType":"fieldLookup","fieldName":"{{{{name}}}}","object":{"nodeType":"fieldLookup","fieldName":"{{{{owner}}}}","object":{"nodeType":"parameterReference","position":1}}},
              {"nodeType":"literal","literalType":"String","value":"a"}]}]}
            """;
        var problem = Assert.Single(PqlCompiler.Compile(PqlFormat.Json, json, FunctionCatalog.Default, Schema, PqlSeverity.Error).Diagnostics);
        Assert.Equal(code, problem.Code);
        Assert.StartsWith(expected, problem.Message);
    }

    [Fact]
    public void Compile_WithErrorsOfItsOwn_ReportsThoseOnly()
    {
        var found = PqlCompiler.Compile(PqlFormat.Text, "nmae == 1", FunctionCatalog.Default, Schema, PqlSeverity.Error);
        Assert.False(found.IsValid);
        Assert.All(found.Diagnostics, static problem => Assert.StartsWith("PQL1", problem.Code));
    }

    private static (string Code, TextSpan Span, int Line, int Column, string Message) Place(PqlDiagnostic problem) =>
        (problem.Code, problem.Span, problem.Line, problem.Column, problem.Message);
}
