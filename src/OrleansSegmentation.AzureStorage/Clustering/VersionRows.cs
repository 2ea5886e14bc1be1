using System.Globalization;
using Azure.Data.Tables;

namespace OrleansSegmentation.AzureStorage.Clustering;

/// <summary>The rows of the membership table that are no silos: the version, and the fences by which a reader of several pages sees a change in between.</summary>
internal static class VersionRows
{
    public const string VersionKey = "VersionRow";
    public const string StartFenceKey = "!Start"; // sorts before all silos
    public const string EndFenceKey = "~End"; // sorts after them
    private const string MembershipVersion = "MembershipVersion";

    public static bool IsSilo(TableEntity row) => row.RowKey is not (VersionKey or StartFenceKey or EndFenceKey);

    public static TableEntity WriteVersion(string clusterId, int version) => new(clusterId, VersionKey)
    {
        [SiloRow.DeploymentId] = clusterId,
        [MembershipVersion] = version.ToString(CultureInfo.InvariantCulture),
    };

    public static TableEntity WriteFence(string clusterId, string key, int version) => new(clusterId, key)
    {
        [SiloRow.DeploymentId] = clusterId,
        [MembershipVersion] = version.ToString(CultureInfo.InvariantCulture),
        [SiloRow.Status] = nameof(SiloStatus.Active), // so that no clean-up, of whichever program, takes it for a dead silo
    };

    public static int ReadVersion(TableEntity row) => int.Parse(row.GetString(MembershipVersion), CultureInfo.InvariantCulture);
}
