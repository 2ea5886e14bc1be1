using OrleansSegmentation.Columnar.Kernels;

namespace OrleansSegmentation.Columnar.Tests.Kernels;

public class BitRangeKernelsTests
{
    [Fact]
    public void CopyRange_AtUnalignedOffsets_AgreesWithBitByBit()
    {
        const int Seed = 42;
        var random = new Random(Seed);
        for (var turn = 0; turn < 2000; turn++)
        {
            var source = RandomRows.Create(random.Next(1, 400), random.Next());
            var destination = RandomRows.Create(random.Next(1, 400), random.Next());
            var count = random.Next(0, Math.Min(source.Length, destination.Length) + 1);
            var from = random.Next(0, source.Length - count + 1);
            var to = random.Next(0, destination.Length - count + 1);
            var words = destination.ToBitmap();
            BitRangeKernels.CopyRange(source.ToBitmap().Words, from, count, words.MutableWords, to);
            source.AsSpan(from, count).CopyTo(destination.AsSpan(to));
            Assert.True(destination.AsSpan().SequenceEqual(words.ToRows()), $"seed {Seed}, turn {turn}: {from}+{count} to {to}");
        }
    }

    [Fact]
    public void RangeOperations_AnyStartAndCount_AgreeWithBitByBit()
    {
        const int Seed = 43;
        var random = new Random(Seed);
        for (var turn = 0; turn < 2000; turn++)
        {
            var rows = RandomRows.Create(random.Next(1, 700), random.Next(), random.Next(3) / 2.0 * 0.98);
            var start = random.Next(0, rows.Length + 1);
            var count = random.Next(0, rows.Length - start + 1);
            var range = rows.AsSpan(start, count).ToArray();
            var bitmap = rows.ToBitmap();
            var message = $"seed {Seed}, turn {turn}: {start}+{count} of {rows.Length}";
            Assert.True(range.Count(row => row) == BitRangeKernels.CountRange(bitmap.Words, start, count), message);
            Assert.True(range.Any(row => row) == BitRangeKernels.AnyInRange(bitmap.Words, start, count), message);

            var set = rows.ToBitmap();
            BitRangeKernels.SetRange(set.MutableWords, start, count);
            Assert.True(rows.Select((row, i) => row || (i >= start && i < start + count)).SequenceEqual(set.ToRows()), message);
            var cleared = rows.ToBitmap();
            BitRangeKernels.ClearRange(cleared.MutableWords, start, count);
            Assert.True(rows.Select((row, i) => row && (i < start || i >= start + count)).SequenceEqual(cleared.ToRows()), message);
        }
    }

    [Fact]
    public void CopyRange_OutsideTheWords_IsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => BitRangeKernels.CopyRange(new ulong[1], 1, 64, new ulong[2], 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => BitRangeKernels.CopyRange(new ulong[2], 0, 65, new ulong[1], 0));
    }
}
