using System.Text;

namespace OrleansSegmentation.Evaluation.Tests.Values;

/// <summary>Small random documents with many kinds of values under few names.</summary>
internal static class RandomJson
{
    private static readonly string[] Names = ["a", "b", "c", "timestamp", "xEvent"];

    private static readonly string[] Scalars =
    [
        "null", "true", "false", "0", "1", "-7", "2.5", "1e3", "9223372036854775807", "1773835200000", "\"\"", "\"a\"", "\"A\"", "\"1\"",
        "\"true\"", "\"2026-03-18\"", "\"2026-03-18T09:00:00Z\"", "\"2026-02-01T09:00:00.123Z\"", "\"2026-03-18T10:00:00+01:00\"", "\"\\u00e9 %_\"",
    ];

    public static byte[] Profile(Random random)
    {
        var json = new StringBuilder();
        AppendObject(random, json, depth: 3);
        return Encoding.UTF8.GetBytes(json.ToString());
    }

    private static void Append(Random random, StringBuilder json, int depth)
    {
        var kind = depth == 0 ? 5 : random.Next(8);
        if (kind < 2) AppendObject(random, json, depth - 1);
        else if (kind < 4) AppendList(random, json, depth - 1);
        else json.Append(Scalars[random.Next(Scalars.Length)]);
    }

    private static void AppendObject(Random random, StringBuilder json, int depth)
    {
        json.Append('{');
        var isFirst = true;
        foreach (var name in Names)
        {
            if (random.Next(2) == 0) continue;
            if (!isFirst) json.Append(',');
            isFirst = false;
            json.Append('"').Append(name).Append("\":");
            Append(random, json, depth);
        }

        json.Append('}');
    }

    private static void AppendList(Random random, StringBuilder json, int depth)
    {
        json.Append('[');
        for (var i = random.Next(4); i > 0; i--)
        {
            Append(random, json, depth);
            if (i > 1) json.Append(',');
        }

        json.Append(']');
    }
}
