using System.Text.Json.Nodes;
using OrleansSegmentation.Profiles.Tests.Merging;

namespace OrleansSegmentation.Profiles.Tests.Partitions;

/// <summary>Seeded records that collide a lot: few identities, few paths, every kind of value at each of them.</summary>
internal static class SampleRecords
{
    public static readonly string[] Datasets = ["crm", "web", "shop"];

    private static readonly string[][] Spellings = [["Email", "email", "EMAIL"], ["ECID", "ecid"], ["Phone"], ["CRMID", "crmId"]];

    public static List<SampleRecord> Make(Random random, int count, int identityPool)
    {
        var times = Enumerable.Range(1, 4 * count).Select(step => 1_700_000_000_000 + step * 1000L).ToArray();
        random.Shuffle(times);
        var nextTime = 0;
        return [.. Enumerable.Range(0, count).Select(_ => MakeOne())];

        SampleRecord MakeOne()
        {
            var identities = Enumerable.Range(0, random.Next(1, 4)).Select(_ => MakeIdentity())
                .DistinctBy(identity => $"{identity.Item1.ToLowerInvariant()}/{identity.Item2.ToLowerInvariant()}").ToList();
            // one spelling of a namespace per record
            identities = [.. identities.Select(identity => (identities.First(other => other.Item1.Equals(identity.Item1, StringComparison.OrdinalIgnoreCase)).Item1, identity.Item2))];
            var time = times[nextTime++];
            if (random.Next(4) == 0) return new SampleRecord(MakeDataset(), time, identities, null, [new SampleEvent(MakeEventId(), time, "view")]);
            var events = Enumerable.Range(0, random.Next(0, 3)).Select(_ => new SampleEvent(MakeEventId(), times[nextTime++], $"t{random.Next(3)}")).DistinctBy(item => item.Id).ToList();
            return new SampleRecord(MakeDataset(), time, identities, MakeObject(random, 0), events);
        }

        (string, string) MakeIdentity()
        {
            var spellings = Spellings[random.Next(Spellings.Length)];
            var value = random.Next(identityPool);
            return (spellings[random.Next(spellings.Length)], spellings[0] == "Email" && random.Next(2) == 0 ? $"A{value}@X.com" : $"a{value}@x.com");
        }

        string MakeDataset() => Datasets[random.Next(Datasets.Length)];

        string MakeEventId() => $"e{random.Next(count)}";
    }

    private static JsonObject MakeObject(Random random, int level)
    {
        var result = new JsonObject();
        foreach (var name in new[] { "a", "b", "c", "d" })
        {
            if (random.Next(3) > 0) result.Add(name, MakeValue(random, level + 1));
        }

        return result;
    }

    private static JsonNode? MakeValue(Random random, int level) => random.Next(level < 4 ? 9 : 6) switch
    {
        0 => null,
        1 => random.Next(100),
        2 => random.Next(100) / 8.0 + 0.0625,
        3 => $"text \"{random.Next(10)}\" ä",
        4 => random.Next(2) == 0,
        5 => new JsonArray([.. Enumerable.Range(0, random.Next(3)).Select(_ => random.Next(4) == 0 ? null : (JsonNode)random.Next(10))]),
        _ => MakeObject(random, level),
    };
}
