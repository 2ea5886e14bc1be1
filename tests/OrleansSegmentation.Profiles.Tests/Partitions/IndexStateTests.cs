using System.IO.Hashing;
using OrleansSegmentation.Profiles.Partitions;

namespace OrleansSegmentation.Profiles.Tests.Partitions;

public sealed class IndexStateTests
{
    private const int BlockBytes = 32 * 1024;

    [Theory]
    [InlineData(1), InlineData(2), InlineData(3), InlineData(4)]
    public void Plan_AnyBlocksChangeAgainAndAgain_FilesAreAtMostTwiceTheBlocks(int seed)
    {
        var random = new Random(seed);
        var versions = new int[60];
        var state = IndexState.Empty;
        long written = 0;
        for (var round = 0; round < 60; round++)
        {
            var changed = random.Next(4) == 0 ? versions.Length : random.Next(1, versions.Length);
            for (var i = 0; i < changed; i++) versions[random.Next(versions.Length)]++;
            var blocks = versions.Select(MakeBlock).ToArray();
            byte[] head = [.. Enumerable.Range(0, random.Next(40_000)).Select(static i => (byte)i)];

            (state, var file) = state.Plan(blocks, head, $"{round}");

            written += file.Length;
            var live = (long)head.Length + blocks.Sum(static block => block.Length + 12L) + 24;
            Assert.True(state.Files.Sum(static item => item.Bytes) <= 2 * live, $"seed {seed}, round {round}: {string.Join(' ', state.Files)} for {live} bytes");
            Assert.InRange(state.Files.Count, 1, 10);
            Assert.Equal(file.Length, state.Files[^1].Bytes);
            Assert.Equal(blocks.Length, state.Blocks.Count);
            Assert.All(state.Blocks.Values, block => Assert.Contains(state.Files, item => item.Name == block.File));
        }

        Assert.True(written > 0);
    }

    private static IndexBlock MakeBlock(int version, int block)
    {
        var items = new int[BlockBytes / sizeof(int)];
        items[0] = version + 1;
        return new IndexBlock(new IndexBlockId(0, block), items, BlockBytes, XxHash128.HashToUInt128([(byte)block, (byte)version, (byte)(version >> 8)]));
    }
}
