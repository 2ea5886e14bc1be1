namespace OrleansSegmentation.Profiles.Partitions;

/// <summary>A partition as it was at one moment, ready to be written; what is applied afterwards does not change it.</summary>
/// <remarks>
/// Write every part as a file that did not exist before, then the manifest, then call <see cref="PartitionProfiles.Complete"/>. A checkpoint
/// that is given up is simply forgotten.
/// </remarks>
public sealed class PartitionCheckpoint
{
    internal PartitionCheckpoint(
        IReadOnlyList<CheckpointPart> parts, ReadOnlyMemory<byte> manifest, IReadOnlyList<string> fileNames, ContentFileEntry? newContent, IReadOnlyList<(StoredPiece Piece, string Name)> newPieces,
        IndexState index)
    {
        Parts = parts;
        Manifest = manifest;
        FileNames = fileNames;
        NewContent = newContent;
        NewPieces = newPieces;
        Index = index;
    }

    /// <summary>Gets the files to write; those written by earlier checkpoints and still in use are not among them.</summary>
    public IReadOnlyList<CheckpointPart> Parts { get; }

    /// <summary>Gets the document that names all files in use.</summary>
    public ReadOnlyMemory<byte> Manifest { get; }

    /// <summary>Gets the names of all files in use.</summary>
    public IReadOnlyList<string> FileNames { get; }

    internal ContentFileEntry? NewContent { get; }

    internal IReadOnlyList<(StoredPiece Piece, string Name)> NewPieces { get; }

    /// <summary>Gets where the index is once the files are written.</summary>
    internal IndexState Index { get; }
}

/// <summary>One file of a checkpoint.</summary>
/// <param name="Name">Its name, which starts with the prefix that was given.</param>
/// <param name="Write">Writes its bytes; may be called on any thread, and again.</param>
public sealed record CheckpointPart(string Name, Action<Stream> Write);
