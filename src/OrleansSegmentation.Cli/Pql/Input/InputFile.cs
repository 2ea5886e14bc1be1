using System.Text;

namespace OrleansSegmentation.Cli.Pql.Input;

/// <summary>Reads files a command is given; <c>-</c> is standard input.</summary>
internal static class InputFile
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a whole file.</summary>
    /// <param name="path">The path, or <c>-</c>.</param>
    /// <param name="what">What it should hold, for messages.</param>
    /// <param name="input">Standard input.</param>
    /// <exception cref="UsageException">It cannot be read, or is not UTF-8.</exception>
    public static string ReadText(string path, string what, TextReader input)
    {
        if (path == "-") return input.ReadToEnd();
        try
        {
            return File.ReadAllText(path, StrictUtf8);
        }
        catch (DecoderFallbackException)
        {
            throw new UsageException($"{path}: expected {what} in UTF-8; the file is in another encoding.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new UsageException($"Cannot read {what}. {exception.Message}");
        }
    }
}
