using System.Text.Json;

namespace OrleansSegmentation.Cli.Import.Mapping;

/// <summary>The row that a reader stands on. Columns are numbered as in <see cref="Columns"/>.</summary>
internal interface IRowValues
{
    /// <summary>Gets the names of the columns.</summary>
    IReadOnlyList<string> Columns { get; }

    /// <summary>Tells whether the row has no value there.</summary>
    bool IsMissing(int column);

    /// <summary>Returns the value as text.</summary>
    /// <exception cref="ValueRefusedException">It is an object or a list.</exception>
    ReadOnlySpan<char> Text(int column);

    /// <summary>Writes the value with the type that the file gives it.</summary>
    /// <exception cref="ValueRefusedException">JSON cannot express it.</exception>
    void Write(int column, Utf8JsonWriter writer);
}

/// <summary>A value of a row cannot be taken; the message says which ones can.</summary>
internal sealed class ValueRefusedException(string message) : Exception(message);
