namespace OrleansSegmentation.Cli.Tests.Import;

/// <summary>A folder of files that is gone after the test.</summary>
internal sealed class ImportFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("orleans-segmentation-import-");

    /// <summary>Returns the path of a name in it.</summary>
    public string PathOf(string name) => Path.Combine(_folder.FullName, name);

    /// <summary>Writes a file and returns its path.</summary>
    public string Write(string name, string content)
    {
        File.WriteAllText(PathOf(name), content);
        return PathOf(name);
    }

    /// <summary>Gets the names in it.</summary>
    public string?[] Names => [.. Directory.GetFiles(_folder.FullName).Select(Path.GetFileName).Order(StringComparer.Ordinal)];

    public void Dispose() => _folder.Delete(recursive: true);
}
