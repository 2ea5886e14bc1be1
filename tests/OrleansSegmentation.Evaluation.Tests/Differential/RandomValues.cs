using System.Globalization;

namespace OrleansSegmentation.Evaluation.Tests.Differential;

/// <summary>The texts, numbers and times that profiles and expressions draw from, few enough that they meet.</summary>
internal static class RandomValues
{
    /// <summary>Wednesday, 2026-03-18T12:00:00Z.</summary>
    public const long NowMs = 1_773_835_200_000;

    public static readonly string[] Texts =
    [
        "gold", "silver", "Gold", "GOLD", "größe", "GRÖSSE", "日本語", "😀x", "", "12", "-3.5", "2E3", "true", "FALSE", "a_c", "a%c", "web.view",
        "commerce.purchase", "A1", "B2", "Porto", "Lisboa", "PT", "ß", "K", "ı", "null", "2026-03-18", "2026-03-18T09:00:00Z",
    ];

    private static readonly long[] Integers = [0, 1, 2, 3, 5, 7, 10, 12, 42, 100, -1, -3, 9_007_199_254_740_993, long.MaxValue, long.MinValue, NowMs];

    private static readonly double[] Numbers = [0.5, 1.5, 2.5, -3.5, 0.1, 0.2, 0.3, 15.5, 40, 1e16, 9_007_199_254_740_992, 1e300, -0.0, 9.3e18];

    public static T Pick<T>(this Random random, IReadOnlyList<T> values) => values[random.Next(values.Count)];

    public static bool Chance(this Random random, double probability) => random.NextDouble() < probability;

    public static long NextInteger(this Random random) => random.Chance(0.8) ? random.Next(-2, 13) : random.Pick(Integers);

    public static double NextNumber(this Random random) => random.Chance(0.6) ? random.Next(-4, 200) / 4.0 : random.Pick(Numbers);

    public static string NextText(this Random random) => random.Chance(0.95) ? random.Pick(Texts) : $"text {random.Next(2000)}";

    /// <summary>A time around now, in one of the spellings; most are the ones stored as instants.</summary>
    public static string NextTime(this Random random, bool anySpelling)
    {
        var days = random.Pick<int>([0, 0, 1, 2, 7, 30, 60, 400]);
        var ms = NowMs - (days * 86_400_000L) + (random.Next(-48, 49) * 1_800_000L);
        if (random.Chance(0.1)) ms = NowMs;
        var time = DateTimeOffset.FromUnixTimeMilliseconds(ms);
        var spelling = anySpelling ? random.Next(6) : 0;
        return spelling switch
        {
            1 => time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            2 => time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
            3 => time.ToOffset(TimeSpan.FromHours(1)).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture),
            4 => time.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
            5 => random.Pick<string>(["2026-02-30", "soon", "2026-3-18", "0001-01-01", "9999-12-31T23:59:59.999Z"]),
            _ => time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        };
    }
}
