using System.Text;
using OrleansSegmentation.Evaluation.Reference;
using OrleansSegmentation.Evaluation.Values;

namespace OrleansSegmentation.Evaluation.Tests.Examples;

/// <summary>Meanings the sample profile cannot show.</summary>
public sealed class ProfileTests
{
    [Theory]
    // An empty object and an empty text are defined, an empty list is not.
    [InlineData("""{"a":{}}""", "a", "{}", true)]
    [InlineData("""{"a":{}}""", "a.isNull()", "false", false)]
    [InlineData("""{"a":{}}""", "a.count()", "0", true)]
    [InlineData("""{"a":""}""", "a", "\"\"", true)]
    [InlineData("""{"a":0}""", "a", "0", true)]
    [InlineData("""{"a":false}""", "a", "false", false)]
    [InlineData("""{"a":[]}""", "a", "[]", false)]
    [InlineData("""{"a":[null]}""", "a", "[null]", true)]
    [InlineData("""{"a":[null]}""", "a.count()", "0", true)]
    [InlineData("""{"a":{"b":null}}""", "a.keys()", "[]", false)]
    // Null items never match, and hide nothing.
    [InlineData("""{"a":[null,1]}""", "a != 1", "false", false)]
    [InlineData("""{"a":[null,1]}""", "a != 2", "true", true)]
    [InlineData("""{"a":[null,1]}""", "1 in a", "true", true)]
    [InlineData("""{"a":[null]}""", "1 in a", "false", false)]
    [InlineData("""{"a":[null]}""", "1 notIn a", "true", true)]
    [InlineData("""{"a":[null,1]}""", "a.subsetOf([1])", "false", false)]
    [InlineData("""{"a":[null,"x"]}""", "a.doesNotContain(\"x\")", "false", false)]
    [InlineData("""{"a":[null,"y"]}""", "a.doesNotContain(\"x\")", "true", true)]
    [InlineData("""{"a":[{"k":null},{"k":1}]}""", "a.k", "[1]", true)]
    [InlineData("""{"a":[{"k":null},{"k":1}]}""", "a.map(k)", "[null,1]", true)]
    // Lists of lists are flattened one level by a step.
    [InlineData("""{"a":[{"k":[1,2]},{"k":[3]},{"k":4},{}]}""", "a.k", "[1,2,3,4]", true)]
    [InlineData("""{"a":[[{"k":1}],[{"k":2}]]}""", "a.k", "[1,2]", true)]
    [InlineData("""{"a":[{"k":[[1],[2]]}]}""", "a.k", "[[1],[2]]", true)]
    [InlineData("""{"a":[[1],[2]]}""", "a = 2", "true", true)]
    // Events are equal iff they are the same event; other objects by value.
    [InlineData("""{"xEvent":[{"a":1},{"a":1}]}""", "(select A from xEvent, B from xEvent where A != B).count()", "2", true)]
    [InlineData("""{"xEvent":[{"a":1},{"a":1}]}""", "xEvent.distinct().count()", "2", true)]
    [InlineData("""{"xEvent":[{"a":1},{"a":1}]}""", "xEvent.head() in xEvent", "true", true)]
    [InlineData("""{"list":[{"a":1},{"a":1}]}""", "(select A from list, B from list where A != B).count()", "0", true)]
    [InlineData("""{"list":[{"a":1},{"a":1}]}""", "list.distinct().count()", "1", true)]
    [InlineData("""{"x":{"a":1,"b":[2]},"y":{"b":[2.0],"a":1}}""", "x = y", "true", true)]
    [InlineData("""{"x":{"a":1},"y":{"a":1,"b":2}}""", "x != y", "true", true)]
    [InlineData("{}", "xEvent", "[]", false)]
    [InlineData("{}", "xEvent.count()", "0", true)]
    [InlineData("{}", "chain(xEvent, timestamp, [N: WHAT(a = 1) COUNT(= 0)])", "true", true)]
    // Epoch milliseconds are times; other numbers are not.
    [InlineData("""{"t":1773835200000}""", "t occurs now", "true", true)]
    [InlineData("""{"t":1773835200000}""", "t.getYear()", "2026", true)]
    [InlineData("""{"t":1.5}""", "t.getYear()", "null", false)]
    [InlineData("""{"t":9223372036854775807}""", "t.getYear()", "null", false)]
    [InlineData("""{"t":true}""", "t occurs before now", "false", false)]
    // Keys that are times rank as instants only if no key is a number.
    [InlineData("""{"a":[{"t":"2026-01-01"},{"t":"2026-01-01T10:00:00+12:00"},{}]}""", "a.bottomN(t, 3).t", """["2026-01-01T10:00:00+12:00","2026-01-01"]""", true)]
    [InlineData("""{"a":[{"t":"2026-01-01"},{"t":5},{"t":6}]}""", "a.topN(t, 3).t", """[6,5,"2026-01-01"]""", true)]
    [InlineData("""{"a":[{"t":1,"n":"x"},{"t":1.0,"n":"y"},{"t":2,"n":"z"}]}""", "a.topN(t, 3).n", """["z","x","y"]""", true)]
    [InlineData("""{"a":[{"t":1,"n":"x"},{"t":1.0,"n":"y"},{"t":0,"n":"z"}]}""", "a.bottomN(t, 3).n", """["z","x","y"]""", true)]
    // Integers overflow into doubles.
    [InlineData("""{"a":[9223372036854775807,1]}""", "a.sum() = 9223372036854775808.0", "true", true)]
    [InlineData("""{"a":-9223372036854775808}""", "-a = 9223372036854775808.0", "true", true)]
    [InlineData("""{"a":-9223372036854775808}""", "a % -1", "0", true)]
    [InlineData("""{"a":[1,2.5,"x",true,null,3]}""", "a.sum()", "6.5", true)]
    [InlineData("""{"a":[1,2.5,"x",true,null,3]}""", "a.average() > 2.16 and a.average() < 2.17", "true", true)]
    [InlineData("""{"a":[1,1.0,0.5]}""", "a.max()", "1", true)]
    // Text predicates take numbers and Booleans as text on the right, text alone on the left.
    [InlineData("""{"s":"a1","n":1}""", "s.endsWith(n)", "true", true)]
    [InlineData("""{"s":"a1","n":1}""", "n.endsWith(s)", "false", false)]
    [InlineData("""{"s":"a1","n":1}""", "n.doesNotEndWith(s)", "false", false)]
    [InlineData("""{"s":"a1","o":{}}""", "s.doesNotContain(o)", "false", false)]
    [InlineData("""{"s":"(","t":"a"}""", "t.matches(s)", "false", false)]
    [InlineData("""{"y":2024,"m":2,"d":30}""", "date(y, m, d)", "null", false)]
    [InlineData("""{"y":2024,"m":2,"d":29}""", "date(y, m, d)", "\"2024-02-29\"", true)]
    [InlineData("""{"n":2.0,"a":[3,1,2]}""", "a.topN(this, n)", "[3,2]", true)]
    public void Evaluate_Profile_HasTheValueAndTruthShown(string profile, string expression, string expectedJson, bool isMember)
    {
        var root = ExampleTests.Compile(new Example("here", expression, expectedJson));
        var json = Encoding.UTF8.GetBytes(profile);
        foreach (var presented in (PqlValue[])[JsonValues.FromUtf8(json), Chunks.Row(1, """{"a":"other"}"""u8.ToArray(), json)])
        {
            var context = new EvaluationContext(SampleProfile.NowMs);
            Assert.Equal(expectedJson, ReferenceEvaluator.Evaluate(root, presented, context).ToString());
            Assert.Equal(isMember, ReferenceEvaluator.IsMember(root, presented, context));
        }
    }
}
