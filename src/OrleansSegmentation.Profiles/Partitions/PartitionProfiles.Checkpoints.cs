using System.Runtime.InteropServices;
using OrleansSegmentation.Columnar.Format;

namespace OrleansSegmentation.Profiles.Partitions;

/// <content>Checkpoints: the state as files, and back.</content>
public sealed partial class PartitionProfiles
{
    private IndexState _index = IndexState.Empty;

    /// <summary>
    /// Makes a checkpoint of the state as it is now, after what <see cref="Compact"/> has left to do. Files of earlier checkpoints are used again
    /// if at least half of each is in use; so all files together are at most about twice as large as those of the same state written at once.
    /// </summary>
    /// <param name="namePrefix">What the names of its files start with; used for no other checkpoint.</param>
    public PartitionCheckpoint Prepare(string namePrefix)
    {
        ArgumentNullException.ThrowIfNull(namePrefix);
        while (!Compact(TimeSpan.MaxValue))
        {
        }

        DropDeadViewRows();
        _content.Seal();

        var parts = new List<CheckpointPart>();
        var contents = _content.Segments.Where(static segment => segment is { File: not null, LiveBytes: > 0 })
            .Select(static segment => new ContentFileEntry(segment.File!.Name, segment.Start, segment.Length)).ToList();
        var newContent = PrepareContent(namePrefix + ".content", parts);
        if (newContent is not null) contents.Add(newContent);

        var newPieces = new List<(StoredPiece Piece, string Name)>();
        var views = _views.Select((view, i) => PrepareView(view, $"{namePrefix}.view-{i}", parts, newPieces)).ToArray();
        var (index, file) = PrepareIndex(namePrefix + ".index");
        parts.Add(new CheckpointPart(namePrefix + ".index", stream => stream.Write(file)));
        var manifest = new PartitionManifest(PartitionManifest.CurrentVersion, Partition, Epoch, [.. index.Files.Select(static file => file.Name)], _content.End, contents, views);
        return new PartitionCheckpoint(parts, manifest.Encode(), [.. manifest.FileNames], newContent, newPieces, index);
    }

    /// <summary>Tells that a checkpoint was written: its contents are read from the files from now on, and leave memory.</summary>
    /// <param name="checkpoint">The checkpoint.</param>
    /// <param name="open">Opens a file for as long as the partition is used.</param>
    /// <exception cref="PartitionFileDamagedException">The file is not what was to be written.</exception>
    public void Complete(PartitionCheckpoint checkpoint, Func<string, IBlockSource> open)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        ArgumentNullException.ThrowIfNull(open);
        if (checkpoint.NewContent is { } content) Attach(content, open);
        foreach (var (piece, name) in checkpoint.NewPieces) piece.FileName = name;
        _index = checkpoint.Index;
        foreach (var segment in _content.Segments.Where(static segment => segment is { File: not null, LiveBytes: 0 }).ToArray()) _content.Remove(segment);
    }

    /// <summary>Returns the names of all files a manifest needs.</summary>
    /// <exception cref="InvalidDataException">The manifest is damaged or of another version.</exception>
    public static IReadOnlyList<string> GetFileNames(ReadOnlySpan<byte> manifest) => [.. PartitionManifest.Decode(manifest).FileNames];

    /// <summary>Loads the state of a checkpoint: equal to the one it was made of.</summary>
    /// <param name="manifest">Its manifest.</param>
    /// <param name="open">Opens a file for as long as the partition is used.</param>
    /// <exception cref="InvalidDataException">The manifest is damaged or of another version.</exception>
    /// <exception cref="PartitionFileDamagedException">A file is damaged; the message names it.</exception>
    /// <exception cref="ColumnFileDamagedException">A column file is damaged; the message names it.</exception>
    public static PartitionProfiles Load(ReadOnlySpan<byte> manifest, Func<string, IBlockSource> open)
    {
        ArgumentNullException.ThrowIfNull(open);
        var files = PartitionManifest.Decode(manifest);
        using var reader = IndexFile.Open([.. files.Index.Select(open)]);
        try
        {
            var profiles = new PartitionProfiles(files.Partition, ChunkedTable<ClusterRow>.ReadFrom(reader)) { Epoch = files.Epoch };
            profiles.ReadIndex(reader, files, open);
            profiles._index = reader.State;
            return profiles;
        }
        catch (EndOfStreamException exception)
        {
            throw new PartitionFileDamagedException(files.Index[^1], "It ends too early, or a file before it does.", exception);
        }
    }

    private (IndexState Index, byte[] File) PrepareIndex(string name)
    {
        using var writer = new IndexWriter();
        WriteIndex(writer);
        return _index.Plan(writer.Blocks, writer.GetHead(), name);
    }

    private void WriteIndex(IndexWriter writer)
    {
        _clusters.WriteTo(writer);
        _symbols.WriteTo(writer);
        _fragments.WriteTo(writer);
        _events.WriteTo(writer);
        _identities.WriteTo(writer);
        _evidence.WriteTo(writer);
        _batches.WriteTo(writer);
        _primaries.WriteTo(writer);
        _primaryIdentities.WriteTo(writer);
        foreach (var view in _views)
        {
            WriteNumbers(writer, view.Dirty.ToArray());
            foreach (var piece in view.Pieces.Where(static piece => piece.LiveCount > 0))
            {
                WriteNumbers(writer, piece.Numbers);
                writer.Write(MemoryMarshal.AsBytes(piece.Live.Words));
                writer.Write(piece.ContentBytes);
                writer.Write(piece.LiveBytes);
            }
        }
    }

    private void ReadIndex(IndexReader reader, PartitionManifest files, Func<string, IBlockSource> open)
    {
        _symbols.ReadFrom(reader);
        _fragments.ReadFrom(reader);
        _events.ReadFrom(reader);
        _identities.ReadFrom(reader);
        _evidence.ReadFrom(reader);
        _batches.ReadFrom(reader);
        _primaries = ChunkedTable<PrimaryRow>.ReadFrom(reader);
        _primaryIdentities.ReadFrom(reader);
        for (var number = 0; number < NextRow; number++)
        {
            if (IsLive(number)) LiveCount++;
        }

        for (var primary = 0; primary < NextPrimary; primary++)
        {
            if (_primaries[primary].IsLive) LivePrimaryCount++;
        }

        foreach (var content in files.Contents) Attach(content, open);
        _content.ContinueAt(files.ContentEnd);
        foreach (var store in ContentStores)
        {
            for (var row = 0; row < store.Count; row++)
            {
                if (store.IsUsed(row)) _content.Keep(store[row].Address, store[row].Length);
            }
        }

        foreach (var view in files.Views) _views.Add(ReadView(reader, view, open));
    }

    private void Attach(ContentFileEntry content, Func<string, IBlockSource> open)
    {
        var file = ContentFile.Open(open(content.Name));
        if (file.Length != content.Length) throw new PartitionFileDamagedException(content.Name, $"It has {file.Length} bytes of content, not {content.Length}.");
        _content.Attach(content.Start, content.Length, file);
    }

    private ContentFileEntry? PrepareContent(string name, List<CheckpointPart> parts)
    {
        var blocks = _content.Segments.Where(static segment => segment.File is null).ToArray();
        if (blocks.Length == 0) return null;
        var contents = blocks.Select(static block => (ReadOnlyMemory<byte>)block.Memory.AsMemory(0, (int)block.Length)).ToArray();
        parts.Add(new CheckpointPart(name, stream => ContentFile.Write(contents, stream)));
        return new ContentFileEntry(name, blocks[0].Start, _content.End - blocks[0].Start);
    }

    private static ViewEntry PrepareView(PolicyView view, string name, List<CheckpointPart> parts, List<(StoredPiece Piece, string Name)> newPieces)
    {
        var names = new List<string>();
        foreach (var piece in view.Pieces.Where(static piece => piece.LiveCount > 0))
        {
            if (piece.FileName is null)
            {
                newPieces.Add((piece, $"{name}-{names.Count}"));
                parts.Add(new CheckpointPart(newPieces[^1].Name, stream => ColumnFileWriter.Write(piece.Chunk, stream)));
            }

            names.Add(piece.FileName ?? newPieces[^1].Name);
        }

        return new ViewEntry(view.Rules, names);
    }

    private PolicyView ReadView(BinaryReader reader, ViewEntry entry, Func<string, IBlockSource> open)
    {
        var view = new PolicyView(entry.Rules);
        var dirty = ReadNumbers(reader);
        foreach (var name in entry.Pieces)
        {
            var numbers = ReadNumbers(reader);
            var live = new Columnar.Bitmaps.RowBitmap(numbers.Length);
            reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(live.MutableWords));
            var (contentBytes, liveBytes) = (reader.ReadInt64(), reader.ReadInt64());
            var chunk = ColumnFileReader.Read(open(name));
            if (chunk.RowCount != numbers.Length) throw new PartitionFileDamagedException(name, $"It has {chunk.RowCount} rows, not {numbers.Length}.");
            view.AddPiece(new StoredPiece(chunk, numbers, GetClusters(view.Rules.Graph, numbers), live, contentBytes, liveBytes) { FileName = name });
        }

        foreach (var number in dirty) _ = view.Dirty.Add(number);
        for (var number = 0; number < GetUpperBound(view.Rules.Graph); number++)
        {
            if (!IsLive(view.Rules.Graph, number) || view.HasRow(number)) continue;
            _ = GetIdentityCount(view.Rules.Graph, number) > Merging.MergePolicy.MaxIdentities ? view.Excluded.Add(number) : view.Dirty.Add(number);
        }

        return view;
    }

    private static void WriteNumbers(BinaryWriter writer, int[] numbers)
    {
        writer.Write(numbers.Length);
        writer.Write(MemoryMarshal.AsBytes(numbers.AsSpan()));
    }

    private static int[] ReadNumbers(BinaryReader reader)
    {
        var numbers = new int[reader.ReadInt32()];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(numbers.AsSpan()));
        return numbers;
    }
}
