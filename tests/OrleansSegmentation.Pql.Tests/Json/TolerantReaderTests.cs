using OrleansSegmentation.Pql.Tests.Testing;

namespace OrleansSegmentation.Pql.Tests.Json;

/// <summary>Variants seen in real payloads are read as the canonical shape. Quotes are single here and doubled before reading.</summary>
public class TolerantReaderTests
{
    private const string A = "{'nodeType':'fieldLookup','fieldName':'a'}";

    [Theory]
    // no object: the root
    [InlineData(A, "a")]
    // no literalType: inferred
    [InlineData("{'nodeType':'fnApply','fnName':'=','params':[" + A + ",{'nodeType':'literal','value':'x'}]}", "a = \"x\"")]
    [InlineData("{'nodeType':'fnApply','fnName':'=','params':[" + A + ",{'nodeType':'literal','value':6}]}", "a = 6")]
    [InlineData("{'nodeType':'fnApply','fnName':'=','params':[" + A + ",{'nodeType':'literal','value':6.0}]}", "a = 6.0")]
    [InlineData("{'nodeType':'fnApply','fnName':'=','params':[" + A + ",{'nodeType':'literal','value':6e2}]}", "a = 600.0")]
    [InlineData("{'nodeType':'fnApply','fnName':'=','params':[" + A + ",{'nodeType':'literal','value':true}]}", "a = true")]
    [InlineData("{'nodeType':'fnApply','fnName':'if','params':[" + A + ",{'nodeType':'literal','value':null}," + A + "]}", "if(a, null, a)")]
    [InlineData("{'nodeType':'fnApply','fnName':'in','params':[" + A + ",{'nodeType':'literal','value':[1,2.5]}]}", "a in [1, 2.5]")]
    // letter case of literalType, numbers as strings
    [InlineData("{'nodeType':'fnApply','fnName':'=','params':[" + A + ",{'nodeType':'literal','literalType':'string','value':'x'}]}", "a = \"x\"")]
    [InlineData("{'nodeType':'fnApply','fnName':'=','params':[" + A + ",{'nodeType':'literal','literalType':'integer','value':'6'}]}", "a = 6")]
    [InlineData("{'nodeType':'fnApply','fnName':'=','params':[" + A + ",{'nodeType':'literal','literalType':'DOUBLE','value':'6.5'}]}", "a = 6.5")]
    [InlineData("{'nodeType':'fnApply','fnName':'=','params':[" + A + ",{'nodeType':'literal','literalType':'Double','value':6}]}", "a = 6.0")]
    [InlineData("{'nodeType':'fnApply','fnName':'=','params':[" + A + ",{'nodeType':'literal','literalType':'Number','value':6.0}]}", "a = 6")]
    [InlineData("{'nodeType':'fnApply','fnName':'=','params':[" + A + ",{'nodeType':'literal','literalType':'Number','value':6.5}]}", "a = 6.5")]
    [InlineData("{'nodeType':'fnApply','fnName':'if','params':[" + A + ",{'nodeType':'literal','literalType':'Null'}," + A + "]}", "if(a, null, a)")]
    // upper-case connectives, single operands
    [InlineData("{'nodeType':'fnApply','fnName':'AND','params':[" + A + ",{'nodeType':'fnApply','fnName':'NOT','params':[" + A + "]}]}", "a and not a")]
    [InlineData("{'nodeType':'fnApply','fnName':'OR','params':[" + A + "," + A + "]}", "a or a")]
    [InlineData("{'nodeType':'fnApply','fnName':'and','params':[" + A + "]}", "a")]
    [InlineData("{'nodeType':'fnApply','fnName':'or','params':[{'nodeType':'fnApply','fnName':'and','params':[" + A + "]}]}", "a")]
    // the profile as XDMObject, the xdm: prefix
    [InlineData("{'nodeType':'fieldLookup','fieldName':'a','object':{'nodeType':'literal','literalType':'XDMObject','value':'profile'}}", "a")]
    [InlineData("{'nodeType':'fieldLookup','fieldName':'xdm:a'}", "a")]
    // older names of fields
    [InlineData("{'nodeType':'select','set':[{'nodeType':'varDecl','varName':'X','range':" + A + "}]}", "select X from a")]
    [InlineData("{'nodeType':'fnApply','function':'isNull','params':[" + A + "]}", "a.isNull()")]
    [InlineData("{'nodeType':'fnApply','function':{'nodeType':'fnCreate','fnName':'isNull'},'params':[" + A + "]}", "a.isNull()")]
    // another product's name for inSegment
    [InlineData("{'nodeType':'fnApply','fnName':'inAudience','params':[{'nodeType':'literal','value':'s1'}]}", "inSegment(\"s1\")")]
    // lambda parameters as strings
    [InlineData("{'nodeType':'fnApply','fnName':'filter','params':[" + A + ",{'nodeType':'lambda','params':['v0'],'body':{'nodeType':'fieldLookup','fieldName':'b','object':{'nodeType':'varRef','varName':'v0'}}}]}", "a[b]")]
    // count as a literal node, the condition's parameter under another name
    [InlineData("{'nodeType':'chain','array':" + A + ",'timestamp':{'nodeType':'fieldLookup','fieldName':'xdm:timestamp'},'elements':[{'nodeType':'element','name':'C0','count':{'nodeType':'literal','literalType':'Integer','value':2},'what':{'nodeType':'lambda','params':[{'varName':'v0'}],'body':{'nodeType':'fieldLookup','fieldName':'b','object':{'nodeType':'varRef','varName':'v0'}}}}]}", "chain(a, timestamp, [C0: WHAT(b) COUNT(2)])")]
    // equals with a flag, a literal first
    [InlineData("{'nodeType':'fnApply','fnName':'equals','params':[" + A + ",{'nodeType':'literal','value':'x'},{'nodeType':'literal','value':false}]}", "a.equals(\"x\", false)")]
    [InlineData("{'nodeType':'fnApply','fnName':'=','params':[{'nodeType':'literal','value':'x'}," + A + "]}", "\"x\" = a")]
    // singular units, other letter case, extra fields
    [InlineData("{'nodeType':'occurs','extra':[1],'timestamp':" + A + ",'qualification':{'nodeType':'timeQualification','comparison':'<=','duration':{'nodeType':'duration','count':1,'unit':{'nodeType':'literal','literalType':'timeunit','value':'Day'}},'direction':'Before','times':{'nodeType':'literal','literalType':'timestamp','value':'NOW'}}}", "a occurs <= 1 day before now")]
    [InlineData("{'nodeType':'fnApply','fnName':'currentMonth'}", "currentMonth()")]
    // names that hide others
    [InlineData("{'nodeType':'fnApply','fnName':'filter','params':[" + A + ",{'nodeType':'lambda','params':['x'],'body':{'nodeType':'fnApply','fnName':'filter','params':[{'nodeType':'varRef','varName':'x'},{'nodeType':'lambda','params':['x'],'body':{'nodeType':'varRef','varName':'x'}}]}}]}", "a[(x) => x[(x2) => x2]]")]
    public void Read_ToleratedVariant_BecomesTheCanonicalTree(string json, string text) =>
        Assert.Equal(Compiled.Tree(text), Compiled.JsonTree(json.Replace('\'', '"')));

    [Fact]
    public void Read_DocumentedVariant_BecomesTheCanonicalTree() => Assert.Equal(
        Compiled.Tree("not age = 6"),
        Compiled.JsonTree("""{"nodeType":"fnApply","fnName":"NOT","params":[{"nodeType":"fnApply","fnName":"=","params":[{"nodeType":"fieldLookup","fieldName":"xdm:age"},{"nodeType":"literal","literalType":"integer","value":"6"}]}]}"""));
}
