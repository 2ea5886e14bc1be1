using System.Text;
using OrleansSegmentation.Client;
using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Rest.Errors;

namespace OrleansSegmentation.Rest.Paging;

/// <summary>The grammar of <c>property</c>: <c>[array "~"] path "==" value</c>, where <c>path = name *("." name)</c>.</summary>
/// <remarks>In names <c>\.</c>, <c>\~</c>, <c>\=</c> and <c>\\</c> stand for the character; values have no escapes.</remarks>
internal static class PropertyParameter
{
    public const string Name = "property";

    private const int MaxFilters = 20;
    private const int MaxLength = 1024;

    /// <summary>Returns the filters, all of which must hold.</summary>
    public static IReadOnlyList<PropertyFilter> Read(QueryParameters query)
    {
        var texts = query.Texts(Name);
        return texts.Count > MaxFilters
            ? throw Wrong($"'{Name}' is given {texts.Count} times; accepted are at most {MaxFilters}.")
            : [.. texts.Select(Parse)];
    }

    /// <summary>Parses one filter.</summary>
    /// <exception cref="SegmentationException"><c>SEG-JOB012-400</c>.</exception>
    public static PropertyFilter Parse(string text)
    {
        if (text.Length > MaxLength)
        {
            throw Wrong($"A '{Name}' filter has {text.Length} characters; accepted are at most {MaxLength}.");
        }

        var paths = new List<List<string>> { new() };
        var name = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '\\' when i + 1 < text.Length:
                    name.Append(text[++i]);
                    break;
                case '.':
                    EndName(text, paths[^1], name);
                    break;
                case '~' when paths.Count == 1:
                    EndName(text, paths[^1], name);
                    paths.Add([]);
                    break;
                case '=' when i + 1 < text.Length && text[i + 1] == '=':
                    EndName(text, paths[^1], name);
                    return new PropertyFilter(paths.Count == 2 ? paths[0] : null, paths[^1], Unquoted(text[(i + 2)..]));
                case '\\' or '~' or '=':
                    throw Malformed(text, $"'{text[i]}' at character {i} (counted from 0) is not expected there");
                default:
                    name.Append(text[i]);
                    break;
            }
        }

        throw Malformed(text, "'==' is missing");
    }

    private static void EndName(string text, List<string> path, StringBuilder name)
    {
        if (name.Length == 0)
        {
            throw Malformed(text, "a name is empty");
        }

        path.Add(name.ToString());
        name.Clear();
    }

    private static string Unquoted(string value) =>
        value.Length >= 2 && (value[0] is '\'' or '"') && value[^1] == value[0] ? value[1..^1] : value;

    private static SegmentationException Malformed(string text, string problem) => Wrong(
        $"'{WireFaults.Quoted(text)}' is not a filter: {problem}. Accepted are path==value (status==SUCCEEDED, schema.name==x) and "
        + "array~path==value (segments~segmentId==x); write \\. \\~ \\= \\\\ for these characters in names.");

    private static SegmentationException Wrong(string message) =>
        WireFaults.Parameter("SEG-JOB012-400", "The property filter is invalid.", Name, message);
}
