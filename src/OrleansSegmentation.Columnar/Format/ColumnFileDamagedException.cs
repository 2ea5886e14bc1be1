namespace OrleansSegmentation.Columnar.Format;

/// <summary>A column file is damaged, cut off or of another format. Never transient; nothing of it was handed out.</summary>
/// <param name="file">The file.</param>
/// <param name="block">The part of it, such as <c>header</c> or the path of a column.</param>
/// <param name="problem">What is wrong, as a sentence.</param>
/// <param name="inner">The cause, if any.</param>
public sealed class ColumnFileDamagedException(string file, string block, string problem, Exception? inner = null)
    : Exception($"{problem} File: {file}, block: {block}.", inner)
{
    /// <summary>Gets the file.</summary>
    public string File { get; } = file;

    /// <summary>Gets the part of the file.</summary>
    public string Block { get; } = block;
}
