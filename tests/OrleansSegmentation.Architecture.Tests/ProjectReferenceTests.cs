using System.Xml.Linq;

namespace OrleansSegmentation.Architecture.Tests;

/// <summary>The arrows between projects, exactly as src/README.md draws them.</summary>
public sealed class ProjectReferenceTests
{
    public static TheoryData<string, string[]> Arrows => new()
    {
        { "Pql", [] },
        { "Columnar", [] },
        { "Evaluation", ["Columnar", "Pql"] },
        { "Profiles", ["Columnar"] },
        { "Storage", ["Columnar"] },
        { "AzureStorage", ["Storage"] },
        { "Contracts", [] },
        { "Grains", ["Contracts", "Evaluation", "Profiles", "Storage"] },
        { "Client", ["Contracts"] },
        { "Rest", ["Client"] },
        { "SiloHost", ["AzureStorage", "Grains", "Rest", "Storage"] },
        { "Cli", ["Client", "Evaluation", "Pql", "Profiles", "SiloHost"] },
    };

    [Theory]
    [MemberData(nameof(Arrows))]
    public void Project_ReferencesOtherProjects_ExactlyAsDrawn(string project, string[] expected)
    {
        var file = Path.Combine(Repository.Root, "src", $"OrleansSegmentation.{project}", $"OrleansSegmentation.{project}.csproj");

        var references = XDocument.Load(file).Descendants("ProjectReference")
            .Select(static reference => Path.GetFileNameWithoutExtension((string)reference.Attribute("Include")!))
            .Select(static name => name["OrleansSegmentation.".Length..])
            .Order(StringComparer.Ordinal);

        Assert.Equal(expected, references);
    }

    [Fact]
    public void Arrows_CoverEveryProject()
    {
        var projects = Repository.Files("src", "*.csproj")
            .Select(static file => Path.GetFileNameWithoutExtension(file)["OrleansSegmentation.".Length..])
            .Order(StringComparer.Ordinal);

        Assert.Equal(Arrows.Select(static row => (string)row[0]).Order(StringComparer.Ordinal), projects);
    }
}
