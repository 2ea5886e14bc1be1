using System.Runtime.CompilerServices;

namespace OrleansSegmentation.SiloHost.Tests.Deployment;

/// <summary>The checkout that these tests were built from.</summary>
internal static class RepositoryFiles
{
    /// <summary>Gets the folder that holds the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Reads a file.</summary>
    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    private static string FindRoot([CallerFilePath] string thisFile = "")
    {
        var directory = new DirectoryInfo(Path.GetDirectoryName(thisFile)!);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "OrleansSegmentation.sln"))) directory = directory.Parent;
        return directory?.FullName ?? throw new DirectoryNotFoundException($"No OrleansSegmentation.sln above {thisFile}.");
    }
}
