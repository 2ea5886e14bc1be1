using System.Globalization;
using System.Net;
using Azure;
using Azure.Data.Tables;

namespace OrleansSegmentation.AzureStorage.Clustering;

/// <summary>A silo's row of the membership table. All columns are text.</summary>
internal static class SiloRow
{
    public const string Status = "Status";
    public const string ProxyPort = "ProxyPort";
    public const string IAmAliveTime = "IAmAliveTime";
    public const string DeploymentId = "DeploymentId";
    private const char Separator = '|';

    /// <summary>Returns the key of a silo's row.</summary>
    public static string KeyOf(SiloAddress silo) => string.Create(CultureInfo.InvariantCulture, $"{silo.Endpoint.Address}-{silo.Endpoint.Port}-{silo.Generation}");

    public static TableEntity Write(string clusterId, MembershipEntry entry)
    {
        var suspects = entry.SuspectTimes ?? [];
        return new TableEntity(clusterId, KeyOf(entry.SiloAddress))
        {
            [DeploymentId] = clusterId,
            ["Address"] = entry.SiloAddress.Endpoint.Address.ToString(),
            ["Port"] = Text(entry.SiloAddress.Endpoint.Port),
            ["Generation"] = Text(entry.SiloAddress.Generation),
            ["HostName"] = entry.HostName,
            [Status] = entry.Status.ToString(),
            [ProxyPort] = Text(entry.ProxyPort),
            ["RoleName"] = entry.RoleName,
            ["SiloName"] = entry.SiloName,
            ["InstanceName"] = entry.SiloName,
            ["UpdateZone"] = Text(entry.UpdateZone),
            ["FaultZone"] = Text(entry.FaultZone),
            ["StartTime"] = LogFormatter.PrintDate(entry.StartTime),
            [IAmAliveTime] = LogFormatter.PrintDate(entry.IAmAliveTime),
            ["SuspectingSilos"] = string.Join(Separator, suspects.Select(static suspect => suspect.Item1.ToParsableString())),
            ["SuspectingTimes"] = string.Join(Separator, suspects.Select(static suspect => LogFormatter.PrintDate(suspect.Item2))),
        };
    }

    /// <summary>Makes the change that only says that a silo is alive.</summary>
    public static TableEntity WriteIAmAlive(string clusterId, MembershipEntry entry) => new(clusterId, KeyOf(entry.SiloAddress))
    {
        [DeploymentId] = clusterId,
        [IAmAliveTime] = LogFormatter.PrintDate(entry.IAmAliveTime),
        ETag = ETag.All,
    };

    /// <exception cref="FormatException">A column holds what no silo writes; the message names the row.</exception>
    public static MembershipEntry Read(TableEntity row)
    {
        try
        {
            return new MembershipEntry
            {
                SiloAddress = SiloAddress.New(IPAddress.Parse(Column(row, "Address")), Number(row, "Port"), Number(row, "Generation")),
                HostName = Column(row, "HostName"),
                Status = Enum.Parse<SiloStatus>(Column(row, Status)),
                ProxyPort = Column(row, ProxyPort) is { Length: > 0 } ? Number(row, ProxyPort) : 0,
                RoleName = Column(row, "RoleName"),
                SiloName = Column(row, "SiloName") is { Length: > 0 } name ? name : Column(row, "InstanceName"),
                UpdateZone = Column(row, "UpdateZone") is { Length: > 0 } ? Number(row, "UpdateZone") : 0,
                FaultZone = Column(row, "FaultZone") is { Length: > 0 } ? Number(row, "FaultZone") : 0,
                StartTime = Time(Column(row, "StartTime")),
                IAmAliveTime = Time(Column(row, IAmAliveTime)),
                SuspectTimes = ReadSuspects(row),
            };
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException or OverflowException)
        {
            throw new FormatException($"The row {row.RowKey} of the membership table cannot be read.", exception);
        }
    }

    public static bool IsActive(TableEntity row) => Column(row, Status) == nameof(SiloStatus.Active);

    private static List<Tuple<SiloAddress, DateTime>> ReadSuspects(TableEntity row)
    {
        var silos = Column(row, "SuspectingSilos").Split(Separator, StringSplitOptions.RemoveEmptyEntries);
        var times = Column(row, "SuspectingTimes").Split(Separator, StringSplitOptions.RemoveEmptyEntries);
        return silos.Length == times.Length
            ? [.. silos.Zip(times, static (silo, time) => Tuple.Create(SiloAddress.FromParsableString(silo), Time(time)))]
            : throw new FormatException($"{silos.Length} suspecting silos have {times.Length} times.");
    }

    private static string Column(TableEntity row, string name) => row.TryGetValue(name, out var value) ? value as string ?? string.Empty : string.Empty;

    private static int Number(TableEntity row, string name) => int.Parse(Column(row, name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    private static DateTime Time(string text) => text.Length == 0 ? default : DateTime.SpecifyKind(LogFormatter.ParseDate(text), DateTimeKind.Utc);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
