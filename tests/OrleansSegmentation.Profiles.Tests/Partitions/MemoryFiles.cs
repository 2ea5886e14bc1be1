using OrleansSegmentation.Columnar.Format;
using OrleansSegmentation.Profiles.Partitions;

namespace OrleansSegmentation.Profiles.Tests.Partitions;

/// <summary>Files in memory that are created once, as the stores have them.</summary>
internal sealed class MemoryFiles
{
    public Dictionary<string, byte[]> Contents { get; } = [];

    public byte[] Manifest { get; private set; } = [];

    /// <summary>Writes all parts and the manifest; files that are no longer named are deleted.</summary>
    public void Write(PartitionCheckpoint checkpoint)
    {
        foreach (var part in checkpoint.Parts)
        {
            using var stream = new MemoryStream();
            part.Write(stream);
            Contents.Add(part.Name, stream.ToArray()); // throws when the name is taken
        }

        Manifest = checkpoint.Manifest.ToArray();
        Assert.Equal(checkpoint.FileNames, PartitionProfiles.GetFileNames(Manifest));
        foreach (var name in Contents.Keys.Except(checkpoint.FileNames).ToArray()) Contents.Remove(name);
    }

    public IBlockSource Open(string name) => new Source(name, Contents[name]);

    private sealed class Source(string name, byte[] bytes) : IBlockSource
    {
        public string Name => name;

        public long Length => bytes.Length;

        public void Read(long offset, Span<byte> destination) => bytes.AsSpan((int)offset, destination.Length).CopyTo(destination);
    }
}
