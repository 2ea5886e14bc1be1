namespace OrleansSegmentation.Evaluation.Tests.Examples;

/// <summary>Finds files of the repository from where the tests run.</summary>
internal static class RepositoryFolder
{
    public static string Root { get; } = FindRoot();

    public static string ExamplesPath => Path.Combine(Root, "tests", "OrleansSegmentation.Evaluation.Tests", "Examples");

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "OrleansSegmentation.sln"))) return folder.FullName;
        }

        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds OrleansSegmentation.sln.");
    }
}
