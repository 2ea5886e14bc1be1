using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace OrleansSegmentation.SiloHost.Tests.Deployment;

/// <summary>docker-compose.yml, with what its services share merged into them.</summary>
internal sealed class ComposeFile
{
    private readonly Dictionary<object, object> _root;

    private ComposeFile(Dictionary<object, object> root) => _root = root;

    /// <summary>Gets the names of the services.</summary>
    public IReadOnlyList<string> Services => [.. Map(_root["services"]).Keys.Cast<string>()];

    /// <summary>Gets the names of the silos.</summary>
    public IReadOnlyList<string> Silos => [.. Services.Where(static name => name.StartsWith("silo", StringComparison.Ordinal))];

    /// <summary>Reads the file.</summary>
    public static ComposeFile Read()
    {
        using var text = new StringReader(RepositoryFiles.Read("docker-compose.yml"));
        return new ComposeFile(new DeserializerBuilder().Build().Deserialize<Dictionary<object, object>>(new MergingParser(new Parser(text))));
    }

    /// <summary>Returns a value of a service by the names that lead to it; null: it is not there.</summary>
    public object? Find(string service, params string[] path)
    {
        object? value = Map(Map(_root["services"])[service]);
        foreach (var name in path) value = value is null ? null : Map(value).GetValueOrDefault(name);
        return value;
    }

    /// <summary>Returns a list of a service; empty when it has none.</summary>
    public IReadOnlyList<string> List(string service, string name) => Find(service, name) is List<object> list ? [.. list.Cast<string>()] : [];

    /// <summary>Returns the settings of a silo, as the server reads them from the environment.</summary>
    public Dictionary<string, string?> Settings(string service) => Map(Find(service, "environment")!)
        .ToDictionary(static pair => ((string)pair.Key).Replace("__", ":", StringComparison.Ordinal), static pair => (string?)pair.Value);

    /// <summary>Returns the network addresses of the file.</summary>
    public string Subnet => (string)Map(((List<object>)Map(Map(Map(_root["networks"])["silos"])["ipam"])["config"])[0])["subnet"];

    /// <summary>Returns the names of the volumes.</summary>
    public IReadOnlyList<string> Volumes => [.. Map(_root["volumes"]).Keys.Cast<string>()];

    private static Dictionary<object, object> Map(object value) => (Dictionary<object, object>)value;
}
