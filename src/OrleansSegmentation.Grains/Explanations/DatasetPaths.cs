using System.Text.Json;
using OrleansSegmentation.Pql.Syntax;

namespace OrleansSegmentation.Grains.Explanations;

/// <summary>The datasets that the values of a stored profile came from, by path as explanations write it.</summary>
internal sealed class DatasetPaths
{
    private readonly Dictionary<string, string> _datasets = new(StringComparer.Ordinal);

    /// <summary>Reads what a partition says of a profile's sources.</summary>
    public static DatasetPaths Of(ReadOnlyMemory<byte> sources)
    {
        var paths = new DatasetPaths();
        using var document = JsonDocument.Parse(sources, new JsonDocumentOptions { MaxDepth = 128 });
        paths.Add("", document.RootElement);
        return paths;
    }

    /// <summary>Returns the dataset of the value at a path; null where several datasets or none supplied it.</summary>
    public string? Find(string path)
    {
        // What stands for a value stands for all below it, so the next place above decides.
        for (var end = path.Length; end > 0; end = path.AsSpan(0, end).LastIndexOfAny('.', '['))
        {
            if (_datasets.TryGetValue(path[..end], out var dataset)) return dataset;
        }

        return null;
    }

    private void Add(string path, JsonElement source)
    {
        switch (source.ValueKind)
        {
            case JsonValueKind.String:
                _datasets.Add(path, source.GetString()!);
                break;
            case JsonValueKind.Array:
                foreach (var (index, item) in source.EnumerateArray().Index()) Add($"{path}[{index}]", item);
                break;
            default:
                foreach (var field in source.EnumerateObject())
                    Add(path.Length == 0 ? NameText.Bare(field.Name) : $"{path}.{NameText.AfterDot(field.Name)}", field.Value);
                break;
        }
    }
}
