using System.Runtime.Intrinsics;

namespace OrleansSegmentation.Columnar.Kernels;

/// <summary>One bitwise operation on two words, at every vector width.</summary>
internal interface IWordOperator
{
    static abstract ulong Invoke(ulong left, ulong right);

    static abstract Vector128<ulong> Invoke(Vector128<ulong> left, Vector128<ulong> right);

    static abstract Vector256<ulong> Invoke(Vector256<ulong> left, Vector256<ulong> right);

    static abstract Vector512<ulong> Invoke(Vector512<ulong> left, Vector512<ulong> right);
}

internal readonly struct AndOperator : IWordOperator
{
    public static ulong Invoke(ulong left, ulong right) => left & right;

    public static Vector128<ulong> Invoke(Vector128<ulong> left, Vector128<ulong> right) => left & right;

    public static Vector256<ulong> Invoke(Vector256<ulong> left, Vector256<ulong> right) => left & right;

    public static Vector512<ulong> Invoke(Vector512<ulong> left, Vector512<ulong> right) => left & right;
}

internal readonly struct OrOperator : IWordOperator
{
    public static ulong Invoke(ulong left, ulong right) => left | right;

    public static Vector128<ulong> Invoke(Vector128<ulong> left, Vector128<ulong> right) => left | right;

    public static Vector256<ulong> Invoke(Vector256<ulong> left, Vector256<ulong> right) => left | right;

    public static Vector512<ulong> Invoke(Vector512<ulong> left, Vector512<ulong> right) => left | right;
}

internal readonly struct XorOperator : IWordOperator
{
    public static ulong Invoke(ulong left, ulong right) => left ^ right;

    public static Vector128<ulong> Invoke(Vector128<ulong> left, Vector128<ulong> right) => left ^ right;

    public static Vector256<ulong> Invoke(Vector256<ulong> left, Vector256<ulong> right) => left ^ right;

    public static Vector512<ulong> Invoke(Vector512<ulong> left, Vector512<ulong> right) => left ^ right;
}

/// <summary>Left without right.</summary>
internal readonly struct AndNotOperator : IWordOperator
{
    public static ulong Invoke(ulong left, ulong right) => left & ~right;

    public static Vector128<ulong> Invoke(Vector128<ulong> left, Vector128<ulong> right) => Vector128.AndNot(left, right);

    public static Vector256<ulong> Invoke(Vector256<ulong> left, Vector256<ulong> right) => Vector256.AndNot(left, right);

    public static Vector512<ulong> Invoke(Vector512<ulong> left, Vector512<ulong> right) => Vector512.AndNot(left, right);
}

/// <summary>The complement of the left operand; the right one does not matter.</summary>
internal readonly struct NotOperator : IWordOperator
{
    public static ulong Invoke(ulong left, ulong right) => ~left;

    public static Vector128<ulong> Invoke(Vector128<ulong> left, Vector128<ulong> right) => ~left;

    public static Vector256<ulong> Invoke(Vector256<ulong> left, Vector256<ulong> right) => ~left;

    public static Vector512<ulong> Invoke(Vector512<ulong> left, Vector512<ulong> right) => ~left;
}
