using OrleansSegmentation.Cli.Import.Mapping;
using OrleansSegmentation.Cli.Import.Sources;

namespace OrleansSegmentation.Cli.Import.Rows;

/// <summary>Reads a file of rows, one after the other.</summary>
internal interface IRowReader : IRowValues, IAsyncDisposable
{
    /// <summary>Gets where the row stands in the file.</summary>
    RecordPlace Place { get; }

    /// <summary>Gets why the row as a whole cannot be read; null: it can.</summary>
    string? Problem { get; }

    /// <summary>Gets where the next row begins.</summary>
    SourcePosition Position { get; }

    /// <summary>Gets how much of the file is read, from 0 to 1.</summary>
    double Share { get; }

    /// <summary>Goes to a row that was not read before, leaving out all until then.</summary>
    ValueTask SkipToAsync(SourcePosition start, CancellationToken cancellationToken);

    /// <summary>Goes to the next row; false at the end of the file.</summary>
    /// <exception cref="SourceFailedException">The file cannot be read any further.</exception>
    ValueTask<bool> ReadAsync(CancellationToken cancellationToken);
}
