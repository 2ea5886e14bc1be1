using System.Numerics;
using OrleansSegmentation.Columnar.Bitmaps;
using OrleansSegmentation.Columnar.Kernels;

namespace OrleansSegmentation.Columnar.Tests.Kernels;

public class CompareKernelsTests
{
    public static TheoryData<int> Sizes => RandomRows.Sizes;

    [Theory, MemberData(nameof(Sizes))]
    public void Bytes_AnyRowCount_AgreeWithRowByRow(int rowCount) =>
        Check(Values(rowCount, random => (byte)random.Next(200, 256)), (byte)210, (byte)240);

    [Theory, MemberData(nameof(Sizes))]
    public void Shorts_AnyRowCount_AgreeWithRowByRow(int rowCount) =>
        Check(Values(rowCount, random => (ushort)random.Next(65_500, 65_536)), (ushort)65_510, (ushort)65_530);

    [Theory, MemberData(nameof(Sizes))]
    public void Ints_AnyRowCount_AgreeWithRowByRow(int rowCount) => Check(Values(rowCount, random => random.Next(-20, 20)), -5, 7);

    [Theory, MemberData(nameof(Sizes))]
    public void Longs_AnyRowCount_AgreeWithRowByRow(int rowCount) =>
        Check(Values(rowCount, random => random.Next(8) switch { 0 => long.MinValue, 1 => long.MaxValue, _ => random.Next(-20, 20) * 1_000_000_000_000L }), -5_000_000_000_000, long.MaxValue);

    [Theory, MemberData(nameof(Sizes))]
    public void Doubles_AnyRowCount_AgreeWithRowByRow(int rowCount) =>
        Check(Values(rowCount, random => random.Next(6) switch { 0 => -0.0, 1 => double.NaN, 2 => double.Epsilon, _ => random.Next(-20, 20) / 8.0 }), 0.0, 1.5);

    [Theory, MemberData(nameof(Sizes))]
    public void InSet_OfAnyCodeWidth_AgreesWithRowByRow(int rowCount)
    {
        foreach (var entryCount in new[] { 1, 6, 64, 100, 256 })
        {
            var wanted = RandomRows.Create(entryCount, 20, 0.4);
            var codes = Values(rowCount, random => random.Next(entryCount));
            var expected = codes.Select(code => wanted[code]);
            Check(rowCount, expected, words => LookupKernels.InSet(codes.Select(code => (byte)code).ToArray(), wanted.ToBitmap().Words, words));
            Check(rowCount, expected, words => LookupKernels.InSet<ScalarLimit>(codes.Select(code => (byte)code).ToArray(), wanted.ToBitmap().Words, words));
            Check(rowCount, expected, words => LookupKernels.InSet(codes.Select(code => (ushort)code).ToArray(), wanted.ToBitmap().Words, words));
            Check(rowCount, expected, words => LookupKernels.InSet(codes, wanted.ToBitmap().Words, words));
        }
    }

    [Fact]
    public void InSet_CodePastTheSet_IsNotInIt()
    {
        Check(3, [true, false, false], words => LookupKernels.InSet([0, 64, 255], [1UL], words));
        Check(3, [true, false, false], words => LookupKernels.InSet(new ushort[] { 0, 64, 65_535 }, [1UL], words));
        Check(3, [true, false, false], words => LookupKernels.InSet(new[] { 0, 64, int.MaxValue }, [1UL], words));
    }

    [Fact]
    public void Equal_WrongNumberOfWords_IsRefused() =>
        Assert.Throws<ArgumentException>(() => CompareKernels.Equal<byte>(new byte[65], 1, new ulong[1]));

    private static T[] Values<T>(int rowCount, Func<Random, T> next)
    {
        var random = new Random(rowCount);
        var values = new T[rowCount];
        for (var i = 0; i < rowCount; i++) values[i] = next(random);
        return values;
    }

    private static void Check<T>(T[] values, T low, T high)
        where T : unmanaged, INumber<T>
    {
        Check(values.Length, values.Select(value => value == low), words => CompareKernels.Equal(values, low, words));
        Check(values.Length, values.Select(value => value < high), words => CompareKernels.LessThan(values, high, words));
        Check(values.Length, values.Select(value => value > low), words => CompareKernels.GreaterThan(values, low, words));
        var inRange = values.Select(value => value >= low && value <= high).ToArray();
        Check(values.Length, inRange, words => CompareKernels.InRange(values, low, high, words));
        var predicate = new RangePredicate<T>(low, high);
        Check(values.Length, inRange, words => CompareKernels.Fill<T, RangePredicate<T>, Limit256>(values, predicate, words));
        Check(values.Length, inRange, words => CompareKernels.Fill<T, RangePredicate<T>, Limit128>(values, predicate, words));
        Check(values.Length, inRange, words => CompareKernels.Fill<T, RangePredicate<T>, ScalarLimit>(values, predicate, words));
    }

    private static void Check(int rowCount, IEnumerable<bool> expected, Action<ulong[]> run)
    {
        var words = RandomRows.Dirty(rowCount);
        run(words);
        Assert.Equal(expected, new RowBitmap(words, rowCount).ToRows());
    }
}
