using System.CommandLine;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace OrleansSegmentation.Cli.Pql;

/// <summary><c>--output text|json</c>.</summary>
internal sealed class OutputOption : Option<string>
{
    private const string JsonWord = "json";

    private static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public OutputOption()
        : base("--output")
    {
        Description = "text for people, json for programs.";
        DefaultValueFactory = static _ => "text";
        this.AcceptOnlyFromAmong("text", JsonWord);
    }

    /// <summary>Tells whether JSON is asked for.</summary>
    public bool IsJson(ParseResult result) => result.GetValue(this) == JsonWord;

    /// <summary>Writes one JSON document and a line end.</summary>
    public static void WriteJson(TextWriter output, Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Indented)) write(writer);
        output.WriteLine(Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length));
    }
}
