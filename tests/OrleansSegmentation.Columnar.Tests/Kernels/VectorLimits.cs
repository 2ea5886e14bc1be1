using OrleansSegmentation.Columnar.Kernels;

namespace OrleansSegmentation.Columnar.Tests.Kernels;

internal readonly struct Limit256 : IVectorLimit
{
    public static int Bits => 256;
}

internal readonly struct Limit128 : IVectorLimit
{
    public static int Bits => 128;
}

internal readonly struct ScalarLimit : IVectorLimit
{
    public static int Bits => 0;
}
