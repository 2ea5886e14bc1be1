using System.Text.Json;
using OrleansSegmentation.Cli.Pql.Input;
using OrleansSegmentation.Pql.Schemas;

namespace OrleansSegmentation.Cli.Pql.Checking;

/// <summary>Reads the schema an expression is checked against.</summary>
internal static class SchemaFile
{
    /// <summary>Reads a schema; null for no file.</summary>
    /// <exception cref="UsageException">It is not a schema; the message names the place.</exception>
    public static ProfileSchema? Read(string? path, TextReader input)
    {
        if (path is null) return null;
        try
        {
            return ProfileSchema.FromJson(JsonElement.Parse(InputFile.ReadText(path, "the schema", input)));
        }
        catch (Exception exception) when (exception is FormatException or JsonException)
        {
            throw new UsageException($"{path}: not a JSON schema of the profile. {exception.Message}");
        }
    }
}
