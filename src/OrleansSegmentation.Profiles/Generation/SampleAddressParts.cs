using System.Text;

namespace OrleansSegmentation.Profiles.Generation;

/// <summary>Names as they stand in e-mail addresses: lower case, without accents.</summary>
internal static class SampleAddressParts
{
    public static readonly byte[][] FirstNames = [.. SampleNames.FirstNames.Select(Plain)];

    public static readonly byte[][] LastNames = [.. SampleNames.LastNames.Select(Plain)];

    public static readonly byte[][] Domains = [.. SampleNames.EmailDomains.Select(Encoding.UTF8.GetBytes)];

    private static byte[] Plain(string name) => Encoding.UTF8.GetBytes(name.ToLowerInvariant().Replace("ü", "u", StringComparison.Ordinal));
}
