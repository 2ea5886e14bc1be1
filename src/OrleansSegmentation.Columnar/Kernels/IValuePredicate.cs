using System.Numerics;
using System.Runtime.Intrinsics;

namespace OrleansSegmentation.Columnar.Kernels;

/// <summary>One test of a value, at every vector width: all bits set in the lanes that pass.</summary>
internal interface IValuePredicate<T>
    where T : unmanaged
{
    bool Invoke(T value);

    Vector128<T> Invoke(Vector128<T> values);

    Vector256<T> Invoke(Vector256<T> values);

    Vector512<T> Invoke(Vector512<T> values);
}

/// <summary>value = wanted.</summary>
internal readonly struct EqualPredicate<T>(T wanted) : IValuePredicate<T>
    where T : unmanaged, INumber<T>
{
    public bool Invoke(T value) => value == wanted;

    public Vector128<T> Invoke(Vector128<T> values) => Vector128.Equals(values, Vector128.Create(wanted));

    public Vector256<T> Invoke(Vector256<T> values) => Vector256.Equals(values, Vector256.Create(wanted));

    public Vector512<T> Invoke(Vector512<T> values) => Vector512.Equals(values, Vector512.Create(wanted));
}

/// <summary>value &lt; bound.</summary>
internal readonly struct LessPredicate<T>(T bound) : IValuePredicate<T>
    where T : unmanaged, INumber<T>
{
    public bool Invoke(T value) => value < bound;

    public Vector128<T> Invoke(Vector128<T> values) => Vector128.LessThan(values, Vector128.Create(bound));

    public Vector256<T> Invoke(Vector256<T> values) => Vector256.LessThan(values, Vector256.Create(bound));

    public Vector512<T> Invoke(Vector512<T> values) => Vector512.LessThan(values, Vector512.Create(bound));
}

/// <summary>value &gt; bound.</summary>
internal readonly struct GreaterPredicate<T>(T bound) : IValuePredicate<T>
    where T : unmanaged, INumber<T>
{
    public bool Invoke(T value) => value > bound;

    public Vector128<T> Invoke(Vector128<T> values) => Vector128.GreaterThan(values, Vector128.Create(bound));

    public Vector256<T> Invoke(Vector256<T> values) => Vector256.GreaterThan(values, Vector256.Create(bound));

    public Vector512<T> Invoke(Vector512<T> values) => Vector512.GreaterThan(values, Vector512.Create(bound));
}

/// <summary>low &lt;= value &lt;= high.</summary>
internal readonly struct RangePredicate<T>(T low, T high) : IValuePredicate<T>
    where T : unmanaged, INumber<T>
{
    public bool Invoke(T value) => value >= low && value <= high;

    public Vector128<T> Invoke(Vector128<T> values) =>
        Vector128.GreaterThanOrEqual(values, Vector128.Create(low)) & Vector128.LessThanOrEqual(values, Vector128.Create(high));

    public Vector256<T> Invoke(Vector256<T> values) =>
        Vector256.GreaterThanOrEqual(values, Vector256.Create(low)) & Vector256.LessThanOrEqual(values, Vector256.Create(high));

    public Vector512<T> Invoke(Vector512<T> values) =>
        Vector512.GreaterThanOrEqual(values, Vector512.Create(low)) & Vector512.LessThanOrEqual(values, Vector512.Create(high));
}
