using System.Text.RegularExpressions;

namespace OrleansSegmentation.Architecture.Tests;

/// <summary>Habits that a reader relies on.</summary>
public sealed partial class RepositoryRuleTests
{
    private const int MaxLines = 600;

    [Fact]
    public void SourceFiles_StaySmall()
    {
        var tooLong = Sources().Where(static file => File.ReadLines(file).Count() > MaxLines).Select(Relative);

        Assert.Empty(tooLong);
    }

    [Fact]
    public void SourceFiles_HaveNamesThatSayWhatTheyHold()
    {
        var vague = Sources().Where(static file => VagueName().IsMatch(Path.GetFileName(file))).Select(Relative);

        Assert.Empty(vague);
    }

    [Fact]
    public void Namespaces_AreTheFolders()
    {
        var misplaced = Repository.Files("src", "*.cs")
            .Select(static file => (File: file, Match: Namespace().Match(File.ReadAllText(file))))
            .Where(static source => source.Match.Success && source.Match.Groups[1].Value != ExpectedNamespace(source.File))
            .Select(static source => $"{Relative(source.File)}: {source.Match.Groups[1].Value}");

        Assert.Empty(misplaced);
    }

    [Fact]
    public void CiScript_CallsTheTestCommandOfTheReadme()
    {
        const string command = "dotnet test OrleansSegmentation.sln -c Release";

        Assert.Contains(command, File.ReadAllText(Path.Combine(Repository.Root, "README.md")), StringComparison.Ordinal);
        Assert.Contains($"\n{command} ", File.ReadAllText(Path.Combine(Repository.Root, ".ci", "run")), StringComparison.Ordinal);
    }

    [Fact]
    public void Packages_HaveTheirVersionsInOneFile()
    {
        var versioned = Repository.Files(".", "*.csproj")
            .Where(static file => PackageVersionInProject().IsMatch(File.ReadAllText(file))).Select(Relative);

        Assert.Empty(versioned);
    }

    private static IEnumerable<string> Sources() => Repository.Files("src", "*.cs").Concat(Repository.Files("tests", "*.cs"));

    private static string Relative(string file) => Path.GetRelativePath(Repository.Root, file);

    private static string ExpectedNamespace(string file)
    {
        var folder = Path.GetDirectoryName(Path.GetRelativePath(Path.Combine(Repository.Root, "src"), file))!;
        return folder.Replace(Path.DirectorySeparatorChar, '.');
    }

    [GeneratedRegex("(Helper|Util|Manager|Common)s?\\.cs$")]
    private static partial Regex VagueName();

    [GeneratedRegex("^namespace ([^;\\s]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex("<PackageReference [^>]*Version=")]
    private static partial Regex PackageVersionInProject();
}
