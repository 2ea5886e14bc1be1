using System.Net;
using Azure.Data.Tables;

namespace OrleansSegmentation.AzureStorage.GrainDirectory;

/// <summary>The row that says where a grain is active.</summary>
internal static class ActivationRow
{
    public static string KeyOf(GrainId grain) => WebUtility.UrlEncode(grain.ToString());

    public static TableEntity Write(string clusterId, GrainAddress address) => new(clusterId, KeyOf(address.GrainId))
    {
        ["SiloAddress"] = address.SiloAddress!.ToParsableString(),
        ["ActivationId"] = address.ActivationId.ToParsableString(),
        ["MembershipVersion"] = address.MembershipVersion.Value,
    };

    /// <exception cref="FormatException">The row holds no address; the message names it.</exception>
    public static GrainAddress Read(TableEntity row)
    {
        try
        {
            return new GrainAddress
            {
                GrainId = GrainId.Parse(WebUtility.UrlDecode(row.RowKey)),
                SiloAddress = SiloAddress.FromParsableString(row.GetString("SiloAddress")),
                ActivationId = ActivationId.FromParsableString(row.GetString("ActivationId")),
                MembershipVersion = new MembershipVersion(row.GetInt64("MembershipVersion") ?? 0),
            };
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException or InvalidOperationException)
        {
            throw new FormatException($"The row {row.RowKey} of the grain directory cannot be read.", exception);
        }
    }
}
