using System.Text.Json;
using System.Text.RegularExpressions;

namespace OrleansSegmentation.SiloHost.Tests.Deployment;

/// <summary>The instructions of the Dockerfile, with continued lines joined.</summary>
internal static partial class DockerFile
{
    /// <summary>Gets the instructions and their arguments.</summary>
    public static IReadOnlyList<(string Name, string Arguments)> Instructions { get; } =
    [
        .. RepositoryFiles.Read("Dockerfile").Replace("\\\n", " ", StringComparison.Ordinal).Split('\n')
            .Where(static line => line.Length > 0 && line[0] != '#')
            .Select(static line => line.Split(' ', 2)).Select(static parts => (parts[0], parts[1].Trim())),
    ];

    /// <summary>Gets the environment of the image.</summary>
    public static IReadOnlyDictionary<string, string> Environment { get; } = Arguments("ENV")
        .SelectMany(static arguments => Variable().Matches(arguments)).ToDictionary(static match => match.Groups[1].Value, static match => match.Groups[2].Value);

    /// <summary>Gets the command that tells whether the server is ready.</summary>
    public static string[] HealthCheck { get; } = JsonSerializer.Deserialize<string[]>(Arguments("HEALTHCHECK").Single().Split(" CMD ")[1])!;

    /// <summary>Returns the arguments of all instructions of a name.</summary>
    public static IEnumerable<string> Arguments(string name) => Instructions.Where(instruction => instruction.Name == name).Select(static instruction => instruction.Arguments);

    [GeneratedRegex("([A-Za-z_]+)=([^ ]+)")]
    private static partial Regex Variable();
}
