using System.Net;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OrleansSegmentation.AzureStorage.Hosting;
using OrleansSegmentation.Rest.Auth;

namespace OrleansSegmentation.SiloHost.Tests.Deployment;

/// <summary>docker-compose.yml against the code, the emulator's package and the image that it runs.</summary>
public sealed partial class ComposeFileTests
{
    private static readonly Dictionary<string, Type> Sections = new()
    {
        ["Cluster"] = typeof(SiloClusterOptions),
        ["Storage"] = typeof(AzureSegmentationStorageOptions),
        ["Auth"] = typeof(AuthOptions),
    };

    private readonly ComposeFile _file = ComposeFile.Read();

    [Fact]
    public void Compose_IsTheEmulatorAndThreeSilos()
    {
        Assert.Equal(["azurite", "silo1", "silo2", "silo3"], _file.Services);
        Assert.All(_file.Silos, silo => Assert.Equal("service_healthy", _file.Find(silo, "depends_on", "azurite", "condition")));
        Assert.NotNull(_file.Find("azurite", "healthcheck", "test"));
        Assert.All(_file.Services, service => Assert.DoesNotContain(_file.List(service, "volumes"), mount => !_file.Volumes.Contains(mount.Split(':')[0])));
        Assert.Equal(_file.Services.Count, _file.Services.Select(service => Assert.Single(_file.List(service, "volumes"))).Distinct().Count());
    }

    [Fact]
    public void Emulator_HasTheVersionOfItsPackageAndIsPublishedNowhere()
    {
        var package = JsonNode.Parse(RepositoryFiles.Read("azurite/package.json"))!;

        Assert.Equal($"mcr.microsoft.com/azure-storage/azurite:{package["dependencies"]!["azurite"]}", _file.Find("azurite", "image"));
        Assert.Empty(_file.List("azurite", "ports"));
    }

    [Fact]
    public void Ports_ArePublishedOnThisMachineOnlyAndLeadToTheServer()
    {
        var listens = new Uri(DockerFile.Environment["Urls"]).Port;
        var published = _file.Silos.Select(silo => Assert.Single(_file.List(silo, "ports"))).ToList();

        Assert.All(published, mapping => Assert.Matches($"^127\\.0\\.0\\.1:[0-9]+:{listens}$", mapping));
        Assert.Equal(published.Count, published.Distinct().Count());
        Assert.All(_file.Silos, silo => Assert.DoesNotContain("Urls", _file.Settings(silo).Keys));
    }

    [Fact]
    public async Task Settings_OfEverySilo_AreKnownToTheServerAndAccepted()
    {
        foreach (var silo in _file.Silos)
        {
            var settings = _file.Settings(silo);
            Assert.All(settings.Keys, AssertKnown);
            await using var server = SegmentationServer.Build(["--urls", DockerFile.Environment["Urls"]], builder => builder.Configuration.AddInMemoryCollection(settings));
            var storage = server.Services.GetRequiredService<IOptions<AzureSegmentationStorageOptions>>().Value; // validates
            Assert.Equal(settings["Segmentation:Storage:ConnectionString"], storage.ConnectionString);
            _ = server.Services.GetRequiredService<IOptions<AuthOptions>>().Value;
        }
    }

    [Fact]
    public void Settings_OfTheSilos_DifferInTheirAddressOnly()
    {
        var settings = _file.Silos.Select(_file.Settings).ToList();
        var addresses = settings.ConvertAll(static setting => setting["Segmentation:Cluster:Address"]!);

        Assert.All(settings, setting => Assert.Equal(Shared(settings[0]), Shared(setting)));
        Assert.Equal(addresses, _file.Silos.Select(silo => (string)_file.Find(silo, "networks", "silos", "ipv4_address")!));
        Assert.Equal(addresses.Count, addresses.Distinct().Count());
        var subnet = IPNetwork.Parse(_file.Subnet);
        Assert.All(addresses, address => Assert.True(subnet.Contains(IPAddress.Parse(address))));
    }

    [Fact]
    public void ConnectionString_NamesThePortsThatTheEmulatorListensOn()
    {
        var connection = _file.Settings("silo1")["Segmentation:Storage:ConnectionString"]!;
        var command = (string)_file.Find("azurite", "command")!;

        foreach (var service in (string[])["blob", "queue", "table"])
        {
            var port = Regex.Match(command, $"--{service}Port ([0-9]+)").Groups[1].Value;
            Assert.Contains($"{char.ToUpperInvariant(service[0])}{service[1..]}Endpoint=http://azurite:{port}/devstoreaccount1;", connection, StringComparison.Ordinal);
        }

        Assert.Contains(((List<object>)_file.Find("azurite", "healthcheck", "test")!).Cast<string>(), step => step.Contains("10002", StringComparison.Ordinal));
    }

    [Fact]
    public void Comments_SayHowCallersAreChecked()
    {
        var comments = RepositoryFiles.Read("docker-compose.yml").Split('\n').Where(static line => line.StartsWith('#')).ToList();
        var settings = comments.Select(static line => CommentedSetting().Match(line)).Where(static match => match.Success).Select(static match => match.Groups[1].Value.Replace("__", ":", StringComparison.Ordinal)).ToList();

        Assert.Contains("Segmentation:Auth:Mode", settings);
        Assert.Contains("Segmentation:Auth:Jwt:KeySetFile", settings);
        Assert.All(settings, AssertKnown); // an advice that the server does not know would be worse than none
    }

    [Fact]
    public void Silos_RunWithoutPrivileges()
    {
        foreach (var silo in _file.Silos)
        {
            Assert.Equal("true", _file.Find(silo, "read_only"));
            Assert.Equal(["ALL"], _file.List(silo, "cap_drop"));
            Assert.Contains("no-new-privileges:true", _file.List(silo, "security_opt"));
            Assert.Equal($"{DockerFile.Environment["Segmentation__Storage__CacheDirectory"]}", Assert.Single(_file.List(silo, "volumes")).Split(':')[1]);
        }
    }

    private static IEnumerable<KeyValuePair<string, string?>> Shared(Dictionary<string, string?> settings) =>
        settings.Where(static pair => pair.Key != "Segmentation:Cluster:Address").OrderBy(static pair => pair.Key, StringComparer.Ordinal);

    private static void AssertKnown(string setting)
    {
        if (setting == "Segmentation:Storage:Provider") return; // read by itself, before there are options
        var parts = setting.Split(':');
        Assert.Equal("Segmentation", parts[0]);
        Assert.True(Sections.TryGetValue(parts[1], out var type), setting);
        foreach (var name in parts[2..])
        {
            if (type!.IsGenericType && int.TryParse(name, out _))
            {
                type = type.GetGenericArguments()[0];
                continue;
            }

            var property = type.GetProperty(name, BindingFlags.Public | BindingFlags.Instance);
            Assert.True(property is not null, $"{setting}: {type.Name} has no {name}.");
            type = property.PropertyType;
        }
    }

    [GeneratedRegex("^# +(Segmentation__[A-Za-z0-9_]+):")]
    private static partial Regex CommentedSetting();
}
