namespace OrleansSegmentation.Columnar.Kernels;

/// <summary>The widest vectors a kernel may use. Tests narrow it to run the paths that other processors take.</summary>
internal interface IVectorLimit
{
    /// <summary>Gets the width: 512, 256, 128 or 0 (scalar) bits.</summary>
    static abstract int Bits { get; }
}

/// <summary>Whatever the processor accelerates.</summary>
internal readonly struct HardwareLimit : IVectorLimit
{
    public static int Bits => 512;
}
