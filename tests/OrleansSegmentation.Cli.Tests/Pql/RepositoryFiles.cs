using System.Text.Json;

namespace OrleansSegmentation.Cli.Tests.Pql;

/// <summary>Files of the repository that the commands are tried on.</summary>
internal static class RepositoryFiles
{
    public static string Root { get; } = FindRoot();

    /// <summary>Gets the sample profile of the language's examples.</summary>
    public static string SampleProfile { get; } = Path.Combine(Examples, "ana.json");

    /// <summary>Gets the shipped cases.</summary>
    public static string SampleCases { get; } = Path.Combine(Root, "samples", "audiences", "cases.json");

    private static string Examples => Path.Combine(Root, "tests", "OrleansSegmentation.Evaluation.Tests", "Examples");

    /// <summary>Reads the examples of the language: an expression and its value for the sample profile.</summary>
    public static IEnumerable<(string Place, string Expression, string Value)> ReadExamples() =>
        from file in Directory.GetFiles(Examples, "*.pql").Order(StringComparer.Ordinal)
        from line in File.ReadLines(file).Select(static (text, index) => (Text: text, Number: index + 1))
        where line.Text.Length > 0 && !line.Text.StartsWith('#')
        let arrow = line.Text.LastIndexOf(" → ", StringComparison.Ordinal)
        select ($"{Path.GetFileName(file)}:{line.Number}", line.Text[..arrow].Trim(), line.Text[(arrow + 3)..].Trim());

    /// <summary>Tells what a value counts as where only true and false matter.</summary>
    public static bool TruthOf(string json)
    {
        using var document = JsonDocument.Parse(json);
        var value = document.RootElement;
        return value.ValueKind switch
        {
            JsonValueKind.Null or JsonValueKind.False => false,
            JsonValueKind.Array => value.GetArrayLength() > 0,
            _ => true,
        };
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "OrleansSegmentation.sln"))) return folder.FullName;
        }

        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds OrleansSegmentation.sln.");
    }
}
