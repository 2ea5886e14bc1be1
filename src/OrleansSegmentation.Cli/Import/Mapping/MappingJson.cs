using System.Globalization;
using System.Text;
using System.Text.Json;
using OrleansSegmentation.Cli.Pql;

namespace OrleansSegmentation.Cli.Import.Mapping;

/// <summary>A value of a mapping file with its place, so that a mistake can be named by line.</summary>
internal sealed class MappingJson
{
    private static readonly JsonReaderOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    private readonly string _file;
    private readonly string _path;
    private readonly int _line;

    private MappingJson(string file, string path, int line) => (_file, _path, _line) = (file, path, line);

    /// <summary>Gets the members of an object in their order; null for other values.</summary>
    public IReadOnlyList<(string Name, MappingJson Value)>? Members { get; private init; }

    /// <summary>Gets the items of a list; null for other values.</summary>
    public IReadOnlyList<MappingJson>? Items { get; private init; }

    /// <summary>Gets the text of a string; null for other values.</summary>
    public string? Text { get; private init; }

    /// <summary>Gets the value as JSON writes it; empty for objects and lists.</summary>
    public string Raw { get; private init; } = "";

    /// <summary>Gets whether it is <c>true</c> or <c>false</c>; null for other values.</summary>
    public bool? Boolean => Text is null && bool.TryParse(Raw, out var value) ? value : null;

    /// <summary>Reads a mapping file. Comments and trailing commas are allowed.</summary>
    /// <exception cref="UsageException">It is not JSON.</exception>
    public static MappingJson Parse(string file, string content)
    {
        var bytes = Encoding.UTF8.GetBytes(content);
        try
        {
            var reader = new Utf8JsonReader(bytes, Lenient);
            reader.Read();
            return Read(ref reader, bytes, file, "");
        }
        catch (JsonException exception)
        {
            throw new UsageException($"{file}: not JSON. {exception.Message}");
        }
    }

    /// <summary>Makes the error of a value.</summary>
    public UsageException Problem(string message) => new($"{_file}:{_line}: {(_path.Length == 0 ? "the mapping" : _path)}: {message}");

    /// <summary>Returns the value of a member, or null; JSON null counts as missing.</summary>
    public MappingJson? Find(string name)
    {
        foreach (var (memberName, value) in Members ?? [])
        {
            if (memberName == name && value.Raw != "null") return value;
        }

        return null;
    }

    /// <summary>Makes sure that it is an object with known members only.</summary>
    public void ExpectObject(params ReadOnlySpan<string> names)
    {
        if (Members is null) throw Problem("accepted is an object.");
        foreach (var (name, value) in Members)
        {
            if (!names.Contains(name)) throw value.Problem($"\"{name}\" is not known. Accepted: {string.Join(", ", names!)}.");
        }
    }

    /// <summary>Returns the text of a string that is not empty.</summary>
    public string ExpectText() => string.IsNullOrEmpty(Text) ? throw Problem("accepted is a text that is not empty.") : Text;

    private static MappingJson Read(ref Utf8JsonReader reader, ReadOnlySpan<byte> bytes, string file, string path)
    {
        var line = bytes[..(int)reader.TokenStartIndex].Count((byte)'\n') + 1;
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                var members = new List<(string, MappingJson)>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
                {
                    var name = reader.GetString()!;
                    reader.Read();
                    members.Add((name, Read(ref reader, bytes, file, path.Length == 0 ? name : $"{path}.{name}")));
                }

                return new MappingJson(file, path, line) { Members = members };
            case JsonTokenType.StartArray:
                var items = new List<MappingJson>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                    items.Add(Read(ref reader, bytes, file, string.Create(CultureInfo.InvariantCulture, $"{path}[{items.Count}]")));
                return new MappingJson(file, path, line) { Items = items };
            case JsonTokenType.String:
                return new MappingJson(file, path, line) { Text = reader.GetString(), Raw = Encoding.UTF8.GetString(reader.ValueSpan) };
            default:
                return new MappingJson(file, path, line) { Raw = Encoding.UTF8.GetString(reader.ValueSpan) };
        }
    }
}
