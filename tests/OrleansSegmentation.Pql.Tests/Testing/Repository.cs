namespace OrleansSegmentation.Pql.Tests.Testing;

/// <summary>The files of the repository the tests run in.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "OrleansSegmentation.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("OrleansSegmentation.sln is in no folder above the tests.");
    }
}
