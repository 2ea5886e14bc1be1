namespace OrleansSegmentation.Evaluation.Tests.Examples;

/// <summary>Reads the example files: one <c>expression → value</c> per line, <c>#</c> starts a remark.</summary>
public static class ExampleFiles
{
    private const string Arrow = " → ";

    /// <summary>Gets all examples, in order of file and line.</summary>
    public static IReadOnlyList<Example> All { get; } = ReadAll();

    /// <summary>Splits <c>expression → value</c>; the last arrow counts.</summary>
    public static Example Parse(string place, string line)
    {
        var arrow = line.LastIndexOf(Arrow, StringComparison.Ordinal);
        if (arrow < 0) throw new FormatException($"{place}: expected 'expression → value', found '{line}'.");
        return new Example(place, line[..arrow].Trim(), line[(arrow + Arrow.Length)..].Trim());
    }

    private static List<Example> ReadAll()
    {
        var examples = new List<Example>();
        foreach (var path in Directory.GetFiles(RepositoryFolder.ExamplesPath, "*.pql").Order(StringComparer.Ordinal))
        {
            var number = 0;
            foreach (var line in File.ReadLines(path))
            {
                number++;
                if (line.Length == 0 || line.StartsWith('#')) continue;
                examples.Add(Parse($"{Path.GetFileName(path)}:{number}", line));
            }
        }

        return examples;
    }
}
