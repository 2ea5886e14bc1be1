using OrleansSegmentation.Pql.Tests.Testing;

namespace OrleansSegmentation.Pql.Tests.Json;

/// <summary>Wrong JSON: code and path. Quotes are single here and doubled before reading.</summary>
public class JsonErrorTests
{
    private const string A = "{'nodeType':'fieldLookup','fieldName':'a'}";

    [Theory]
    [InlineData("", "PQL6001 $")]
    [InlineData("{", "PQL6001 $")]
    [InlineData("{'nodeType':'literal','value':'\\ud800'}", "PQL6001 $")]
    [InlineData("null", "PQL6005 $")]
    [InlineData("[1]", "PQL6005 $")]
    [InlineData("{}", "PQL6004 $")]
    [InlineData("{'nodeType':5}", "PQL6005 $.nodeType")]
    [InlineData("{'nodeType':'foo'}", "PQL6002 $.nodeType")]
    [InlineData("{'nodeType':'lambda','params':['x'],'body':" + A + "}", "PQL6002 $.nodeType")]
    [InlineData("{'nodeType':'fnCreate','fnName':'f'}", "PQL6002 $.nodeType")]
    [InlineData("{'nodeType':'fnApply','fnName':'foo','params':[" + A + "]}", "PQL3001 $.fnName")]
    [InlineData("{'nodeType':'fnApply','fnName':'concat','params':[" + A + "]}", "PQL3002 $.fnName")]
    [InlineData("{'nodeType':'fnApply','params':[" + A + "]}", "PQL6004 $")]
    [InlineData("{'nodeType':'fnApply','fnName':'isNull'}", "PQL6004 $")]
    [InlineData("{'nodeType':'fnApply','fnName':'isNull','params':{}}", "PQL6005 $.params")]
    [InlineData("{'nodeType':'fnApply','fnName':'isNull','params':[]}", "PQL4001 $")]
    [InlineData("{'nodeType':'fnApply','fnName':'and','params':[]}", "PQL6007 $.params")]
    [InlineData("{'nodeType':'fnApply','fnName':'=','params':[" + A + ",{'nodeType':'literal','literalType':'Foo','value':1}]}", "PQL6003 $.params[1].literalType")]
    [InlineData("{'nodeType':'fnApply','fnName':'=','params':[" + A + ",{'nodeType':'literal','literalType':'TimeUnit','value':'days'}]}", "PQL6003 $.params[1].literalType")]
    [InlineData("{'nodeType':'fnApply','fnName':'=','params':[" + A + ",{'nodeType':'literal','literalType':'integer','value':'six'}]}", "PQL6005 $.params[1].value")]
    [InlineData("{'nodeType':'fnApply','fnName':'=','params':[" + A + ",{'nodeType':'literal','literalType':'Integer','value':6.5}]}", "PQL6005 $.params[1].value")]
    [InlineData("{'nodeType':'fnApply','fnName':'=','params':[" + A + ",{'nodeType':'literal','value':9223372036854775808}]}", "PQL1007 $.params[1].value")]
    [InlineData("{'nodeType':'fnApply','fnName':'=','params':[" + A + ",{'nodeType':'literal','literalType':'Double','value':1e999}]}", "PQL6005 $.params[1].value")]
    [InlineData("{'nodeType':'fnApply','fnName':'=','params':[" + A + ",{'nodeType':'literal','literalType':'Boolean','value':'true'}]}", "PQL6005 $.params[1].value")]
    [InlineData("{'nodeType':'fnApply','fnName':'=','params':[" + A + ",{'nodeType':'literal','literalType':'String'}]}", "PQL6004 $.params[1]")]
    [InlineData("{'nodeType':'fnApply','fnName':'=','params':[" + A + ",{'nodeType':'literal','value':{}}]}", "PQL6005 $.params[1].value")]
    [InlineData("{'nodeType':'fnApply','fnName':'in','params':[" + A + ",{'nodeType':'literal','value':[[1]]}]}", "PQL4005 $.params[1].value[0]")]
    [InlineData("{'nodeType':'fnApply','fnName':'in','params':[" + A + ",{'nodeType':'literal','value':[1,'a']}]}", "PQL4004 $.params[1].value")]
    [InlineData("{'nodeType':'fnApply','fnName':'=','params':[" + A + ",{'nodeType':'literal','literalType':'Timestamp','value':'last month'}]}", "PQL4020 $.params[1].value")]
    [InlineData("{'nodeType':'fnApply','fnName':'=','params':[" + A + ",{'nodeType':'literal','literalType':'Timestamp','value':'noon'}]}", "PQL6005 $.params[1].value")]
    [InlineData("{'nodeType':'literal','literalType':'XDMObject','value':'event'}", "PQL6005 $.value")]
    [InlineData("{'nodeType':'literal','literalType':'QueryString','value':'select 1'}", "PQL6008 $")]
    [InlineData("{'nodeType':'fieldLookup'}", "PQL6004 $")]
    [InlineData("{'nodeType':'fieldLookup','fieldName':''}", "PQL6005 $.fieldName")]
    [InlineData("{'nodeType':'fieldLookup','fieldName':'a','object':5}", "PQL6005 $.object")]
    [InlineData("{'nodeType':'parameterReference'}", "PQL6004 $")]
    [InlineData("{'nodeType':'parameterReference','position':2}", "PQL6006 $.position")]
    [InlineData("{'nodeType':'varRef','varName':'X'}", "PQL3011 $.varName")]
    [InlineData("{'nodeType':'select','variables':[]}", "PQL6007 $.variables")]
    [InlineData("{'nodeType':'select','variables':[{'nodeType':'varDecl','varName':'X'}]}", "PQL6004 $.variables[0]")]
    [InlineData("{'nodeType':'select','variables':[{'nodeType':'varDecl','varName':'X','from':{'nodeType':'varRef','varName':'X'}}]}", "PQL3003 $.variables[0].from.varName")]
    [InlineData("{'nodeType':'select','variables':[{'nodeType':'varDecl','varName':'X','from':" + A + "},{'nodeType':'varDecl','varName':'X','from':" + A + "}]}", "PQL3004 $.variables[1].varName")]
    [InlineData("{'nodeType':'quantification','quantifier':'most','variables':[{'nodeType':'varDecl','varName':'X','from':" + A + "}]}", "PQL6005 $.quantifier")]
    [InlineData("{'nodeType':'fnApply','fnName':'filter','params':[" + A + "," + A + "]}", "PQL4018 $.params[1]")]
    [InlineData("{'nodeType':'fnApply','fnName':'isNull','params':[{'nodeType':'lambda','params':['x'],'body':" + A + "}]}", "PQL4017 $.params[0]")]
    [InlineData("{'nodeType':'fnApply','fnName':'filter','params':[" + A + ",{'nodeType':'lambda','params':[],'body':" + A + "}]}", "PQL6007 $.params[1].params")]
    [InlineData("{'nodeType':'fnApply','fnName':'filter','params':[" + A + ",{'nodeType':'lambda','params':['x','x'],'body':" + A + "}]}", "PQL4016 $.params[1]", "PQL3004 $.params[1].params[1]")]
    [InlineData("{'nodeType':'occurs','timestamp':" + A + ",'qualification':{'nodeType':'timeQualification'}}", "PQL6004 $.qualification")]
    [InlineData("{'nodeType':'occurs','timestamp':" + A + ",'qualification':{'nodeType':'timeQualification','comparison':'<','times':{'nodeType':'literal','literalType':'Timestamp','value':'now'}}}", "PQL6004 $.qualification")]
    [InlineData("{'nodeType':'occurs','timestamp':" + A + ",'qualification':{'nodeType':'timeQualification','comparison':'<','duration':{'nodeType':'duration','count':1,'unit':'moons'},'direction':'before','times':{'nodeType':'literal','literalType':'Timestamp','value':'now'}}}", "PQL2011 $.qualification.duration.unit")]
    [InlineData("{'nodeType':'occurs','timestamp':" + A + ",'qualification':{'nodeType':'timeQualification','direction':'near','times':{'nodeType':'literal','literalType':'Timestamp','value':'now'}}}", "PQL6005 $.qualification.direction")]
    [InlineData("{'nodeType':'occurs','timestamp':" + A + ",'qualification':{'nodeType':'timeQualification','times':{'nodeType':'literal','value':'soon'}}}", "PQL4010 $.qualification.times")]
    [InlineData("{'nodeType':'occurs','timestamp':" + A + ",'qualification':{'nodeType':'timeQualification','times':{'nodeType':'range','from':" + A + "}}}", "PQL6004 $.qualification.times")]
    [InlineData("{'nodeType':'chain','array':" + A + ",'timestamp':" + A + ",'elements':[]}", "PQL6007 $.elements")]
    [InlineData("{'nodeType':'chain','array':" + A + ",'timestamp':" + A + ",'elements':[{'nodeType':'element','name':'C0','what':" + A + "}]}", "PQL6005 $.elements[0].what.nodeType")]
    [InlineData("{'nodeType':'chain','array':" + A + ",'timestamp':" + A + ",'elements':[{'nodeType':'element','name':'C0','negated':true,'what':{'nodeType':'lambda','params':['C0'],'body':" + A + "}}]}", "PQL5002 $")]
    [InlineData("{'nodeType':'chain','array':" + A + ",'timestamp':" + A + ",'elements':[{'nodeType':'element','name':'C0','count':0,'what':{'nodeType':'lambda','params':['C0'],'body':" + A + "}}]}", "PQL5005 $.elements[0].count")]
    [InlineData("{'nodeType':'chain','array':" + A + ",'timestamp':" + A + ",'elements':[{'nodeType':'element','name':'C0','count':-1,'what':{'nodeType':'lambda','params':['C0'],'body':" + A + "}}]}", "PQL2012 $.elements[0].count")]
    [InlineData("{'nodeType':'chain','array':" + A + ",'timestamp':{'nodeType':'fieldLookup','fieldName':'key@{s}'},'elements':[{'nodeType':'element','name':'C0','what':{'nodeType':'lambda','params':['C0'],'body':" + A + "}}]}", "PQL5007 $.timestamp.fieldName")]
    [InlineData("{'nodeType':'let','varName':'x','value':" + A + "}", "PQL6004 $")]
    [InlineData("{'nodeType':'object','fields':[{'name':'k','value':" + A + "},{'name':'k','value':" + A + "}]}", "PQL3004 $.fields[1].name")]
    public void Read_WrongJson_NamesThePath(string json, params string[] expected)
    {
        var compilation = Compiled.Json(json.Replace('\'', '"'));
        Assert.False(compilation.IsValid);
        Assert.Equal(expected, compilation.Diagnostics.Select(diagnostic => $"{diagnostic.Code} {diagnostic.JsonPath}"));
        Assert.All(compilation.Diagnostics, diagnostic => Assert.StartsWith(diagnostic.JsonPath + ": ", diagnostic.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Read_SeveralErrors_AreAllReported()
    {
        var json = "{'nodeType':'fnApply','fnName':'and','params':[{'nodeType':'varRef','varName':'X'},{'nodeType':'foo'},{'nodeType':'parameterReference','position':3}]}";
        var compilation = Compiled.Json(json.Replace('\'', '"'));
        Assert.Equal(["$.params[0].varName", "$.params[1].nodeType", "$.params[2].position"], compilation.Diagnostics.Select(diagnostic => diagnostic.JsonPath));
    }
}
