using OrleansSegmentation.Columnar.Columns;
using OrleansSegmentation.Evaluation.Planning;
using OrleansSegmentation.Evaluation.Reference;
using OrleansSegmentation.Evaluation.Tests.Differential;
using OrleansSegmentation.Evaluation.Tests.Examples;
using OrleansSegmentation.Evaluation.Tests.Planning;
using OrleansSegmentation.Evaluation.Values;

namespace OrleansSegmentation.Evaluation.Tests.Operators;

/// <summary>Every kind of condition that has a form over columns: decided there, without the row evaluator, and as it would.</summary>
public class ColumnDecisionTests
{
    private const int RowCount = 400;

    private static readonly byte[][] Documents = Create();
    private static readonly ColumnChunk Chunk = Chunks.Build(Documents);

    [Theory]
    [InlineData("active")]
    [InlineData("not homeAddress.city")]
    [InlineData("homeAddress.city = \"gold\"")]
    [InlineData("homeAddress.city != \"gold\"")]
    [InlineData("\"gold\" = homeAddress.city")]
    [InlineData("points = 3")]
    [InlineData("points != 3.0")]
    [InlineData("points < 2.5")]
    [InlineData("points <= 2.5")]
    [InlineData("points > 2.5")]
    [InlineData("points >= 2.5")]
    [InlineData("2.5 > points")]
    [InlineData("points > \"3\"")]
    [InlineData("points < 9007199254740992.0")]
    [InlineData("points >= 9007199254740993")]
    [InlineData("ratio > 9007199254740993")]
    [InlineData("ratio >= 0.3")]
    [InlineData("ratio != 7")]
    [InlineData("active = true")]
    [InlineData("active != \"FALSE\"")]
    [InlineData("homeAddress.city in [\"gold\", \"Porto\", \"ß\"]")]
    [InlineData("homeAddress.city notIn [\"gold\", \"Porto\", \"ß\"]")]
    [InlineData("homeAddress.city in [\"a\", \"b\", \"c\", \"d\", \"e\", \"f\", \"g\", \"größe\", \"日本語\", \"gold\"]")]
    [InlineData("points in [1, 2, 2.5]")]
    [InlineData("homeAddress.city.startsWith(\"g\")")]
    [InlineData("homeAddress.city.doesNotStartWith(\"g\")")]
    [InlineData("homeAddress.city.startsWith(\"G\", false)")]
    [InlineData("homeAddress.city.endsWith(\"x\")")]
    [InlineData("homeAddress.city.contains(\"ß\")")]
    [InlineData("homeAddress.city.contains(\"SS\", \"o\", false)")]
    [InlineData("homeAddress.city.doesNotContain([\"o\", \"e\"])")]
    [InlineData("homeAddress.city.equals(\"GOLD\", false)")]
    [InlineData("homeAddress.city.notEqualTo(\"gold\", \"Porto\")")]
    [InlineData("stringCompare(\"contains\", homeAddress.city, \"o\")")]
    [InlineData("homeAddress.city like \"_o%\"")]
    [InlineData("homeAddress.city matches \"^[gG]o\"")]
    [InlineData("homeAddress.city.regexGroup(\"([a-z]+)\", 1) = \"gold\"")]
    [InlineData("homeAddress.city.isNull()")]
    [InlineData("homeAddress.isNotNull()")]
    [InlineData("tags.isNull()")]
    [InlineData("tags")]
    [InlineData("tags = \"gold\"")]
    [InlineData("tags != \"gold\"")]
    [InlineData("tags.includes(\"gold\")")]
    [InlineData("tags.intersects([\"gold\", \"A1\"])")]
    [InlineData("\"gold\" in tags")]
    [InlineData("scores >= 7")]
    [InlineData("scores.max() > 40")]
    [InlineData("scores.sum() > 15.5")]
    [InlineData("scores.average() <= 3")]
    [InlineData("scores.min() = -3.5")]
    [InlineData("scores[this > 5].count() = 1")]
    [InlineData("flags")]
    [InlineData("flags = false")]
    [InlineData("joined occurs <= 7 days before now")]
    [InlineData("joined occurs != 7 days before today")]
    [InlineData("joined occurs this month")]
    [InlineData("joined occurs between date(2026, 2, 1) and yesterday")]
    [InlineData("joined < now")]
    [InlineData("today <= joined")]
    [InlineData("joined > \"2026-03-17\"")]
    [InlineData("joined.getMonth() = currentMonth()")]
    [InlineData("joined.getYear() >= 2026")]
    [InlineData("joined.getDayOfMonth() in [17, 18]")]
    [InlineData("days occurs today")]
    [InlineData("counters.get(\"k1\") > 3")]
    [InlineData("counters.k1 > 3")]
    [InlineData("info.get(\"k2\").status = \"gold\"")]
    [InlineData("info.get(\"ключ\").isNull()")]
    [InlineData("points * 2 - 1 > 5")]
    [InlineData("if(points > 3, active, homeAddress.city)")]
    [InlineData("orders.id = \"A1\"")]
    [InlineData("orders.items.SKU = \"A1\"")]
    [InlineData("orders.isNull()")]
    [InlineData("orders.items.isNull()")]
    [InlineData("orders[total > 20]")]
    [InlineData("orders[total > 20].id = \"A1\"")]
    [InlineData("orders[paid].items[qty >= 3].count() >= 2")]
    [InlineData("orders[items[SKU = \"A1\" and qty >= 2]]")]
    [InlineData("orders[paid and ^.active]")]
    [InlineData("orders[items[qty > 5 or ^.paid and ^^.active]]")]
    [InlineData("orders.exists(total > 30)")]
    [InlineData("orders.forall(total > 2)")]
    [InlineData("orders.count() > 2")]
    [InlineData("orders[paid].sum(total) > 10")]
    [InlineData("orders.average(total) > 15.5")]
    [InlineData("orders.max(total) >= 40")]
    [InlineData("orders.min(items.qty) < 0")]
    [InlineData("orders[placed occurs <= 30 days before now].count() >= 2")]
    [InlineData("xEvent[eventType = \"web.view\" and timestamp occurs today].count() >= 1")]
    [InlineData("xEvent.count() = 0")]
    [InlineData("xEvent[details.code.startsWith(\"g\")].sum(amount) > 1")]
    [InlineData("select E from xEvent where E.page = \"gold\"")]
    [InlineData("(select E from xEvent where E.page = \"gold\").isNull()")]
    [InlineData("exists E from xEvent where E.amount > 20, O from orders where O.total > 20")]
    [InlineData("exists O from orders where O.paid, I from O.items where I.qty > 3")]
    [InlineData("forall O from orders where O.total > 1, I from O.items where I.qty < 11")]
    [InlineData("none O from orders where O.paid")]
    [InlineData("one O from orders where O.paid")]
    [InlineData("(sum O.total over O from orders where O.paid) > 20")]
    [InlineData("let big = orders[total > 3] in big.count() > 1 and big.sum(total) < 100")]
    [InlineData("joined.startsWith(\"2026-03-1\")")]
    [InlineData("joined like \"2026-0_-1%Z\"")]
    [InlineData("homeAddress.city = workAddress.city")]
    [InlineData("homeAddress.city != person.name.firstName and points + ratio > 7")]
    [InlineData("joined occurs <= 400 days after person.birthDate")]
    [InlineData("orders[paid or id = storeId]")]
    [InlineData("orders[total > 3 and not (id = storeId)]")]
    [InlineData("orders[total > ^.points]")]
    [InlineData("orders[items[qty > ^.total + ^^.points]]")]
    [InlineData("xEvent[amount * 2 > ^.points and eventType != \"gold\"].count() >= 2")]
    [InlineData("xEvent[timestamp occurs before ^.joined]")]
    [InlineData("scores[this > ^.points].count() = 2")]
    [InlineData("orders.sum(total * 2) > 30")]
    [InlineData("orders.max(if(paid, total, 0)) > 20")]
    [InlineData("(sum I.qty * O.total over O from orders where O.paid, I from O.items where I.qty > 0) > 20")]
    [InlineData("(select O from orders, L from O.labels).count() = 3")]
    [InlineData("(select O from orders where O.paid, I from O.items where I.qty > 2).count() >= 2")]
    [InlineData("chain(xEvent, timestamp, [A: WHAT(amount > 1), B: WHAT(amount <= 1)])")]
    [InlineData("chain(xEvent, timestamp, [A: WHAT(amount > 1) WHEN(<= 30 days before now), N: NOT WHAT(amount > 40), B: WHAT(details) GAP(<= 7 days)])")]
    [InlineData("chain(xEvent, timestamp, [A: WHAT(details) COUNT(2), N: NOT WHAT(page = \"gold\")])")]
    public void Condition_OnWellShapedProfiles_IsDecidedByColumnsAsByRows(string text)
    {
        var segment = Plans.Segment("s0", text);
        var evaluation = Plans.Only(JobPlan.Compile([segment])).Evaluate(Chunk);

        var context = new EvaluationContext(SampleProfile.NowMs);
        var expected = Documents.Select((document, row) => (row, IsMember: ReferenceEvaluator.IsMember(segment.Query.Root, JsonValues.FromUtf8(document), context)))
            .Where(static result => result.IsMember).Select(static result => result.row).ToArray();
        Assert.Equal(expected, evaluation.GetMembers(0).Rows());
        Assert.InRange(expected.Length, 1, RowCount - 1);
        Assert.Equal(0, evaluation.RowsLeftToRowEvaluator);
    }

    private static byte[][] Create()
    {
        var profiles = new RandomProfiles(new Random(7), wildShare: 0);
        return [.. Enumerable.Range(0, RowCount).Select(_ => profiles.Next())];
    }
}
