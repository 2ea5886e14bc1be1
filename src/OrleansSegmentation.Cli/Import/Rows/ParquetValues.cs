using System.Globalization;
using System.Numerics;
using System.Text.Json;
using OrleansSegmentation.Cli.Import.Mapping;
using Parquet.Data;
using Parquet.Schema;

namespace OrleansSegmentation.Cli.Import.Rows;

/// <summary>The values of a column, as JSON and as text.</summary>
internal abstract class ParquetValues
{
    /// <summary>Writes a value.</summary>
    /// <exception cref="ValueRefusedException">JSON cannot express it.</exception>
    public abstract void Write(int index, Utf8JsonWriter writer);

    /// <summary>Returns a value as text.</summary>
    public abstract string Text(int index);

    /// <summary>Finds how values of a type are written.</summary>
    /// <exception cref="ValueRefusedException">JSON has no form for the type.</exception>
    public static ParquetValues Of(DataField field, RawColumnData data) => data switch
    {
        RawColumnData<ReadOnlyMemory<char>> texts => new Values<ReadOnlyMemory<char>>(texts, static (writer, value) => writer.WriteStringValue(value.Span), static value => value.ToString()),
        RawColumnData<ReadOnlyMemory<byte>> bytes => new Values<ReadOnlyMemory<byte>>(bytes, static (writer, value) => writer.WriteBase64StringValue(value.Span), static value => Convert.ToBase64String(value.Span)),
        RawColumnData<bool> booleans => new Values<bool>(booleans, static (writer, value) => writer.WriteBooleanValue(value), static value => value ? "true" : "false"),
        RawColumnData<sbyte> numbers => Integers(numbers),
        RawColumnData<byte> numbers => Integers(numbers),
        RawColumnData<short> numbers => Integers(numbers),
        RawColumnData<ushort> numbers => Integers(numbers),
        RawColumnData<int> numbers => Integers(numbers),
        RawColumnData<uint> numbers => Integers(numbers),
        RawColumnData<long> numbers => Integers(numbers),
        RawColumnData<ulong> numbers => new Values<ulong>(numbers, static (writer, value) => writer.WriteNumberValue(value), static value => value.ToString(CultureInfo.InvariantCulture)),
        RawColumnData<float> numbers => new Values<float>(numbers, static (writer, value) => writer.WriteNumberValue(float.IsFinite(value) ? value : throw NotFinite(value)), static value => value.ToString("R", CultureInfo.InvariantCulture)),
        RawColumnData<double> numbers => new Values<double>(numbers, static (writer, value) => writer.WriteNumberValue(double.IsFinite(value) ? value : throw NotFinite(value)), static value => value.ToString("R", CultureInfo.InvariantCulture)),
        RawColumnData<decimal> numbers => new Values<decimal>(numbers, static (writer, value) => writer.WriteNumberValue(value), static value => value.ToString(CultureInfo.InvariantCulture)),
        RawColumnData<BigInteger> numbers => new Values<BigInteger>(numbers, static (writer, value) => writer.WriteRawValue(value.ToString(CultureInfo.InvariantCulture)), static value => value.ToString(CultureInfo.InvariantCulture)),
        RawColumnData<BigDecimal> numbers => new Values<BigDecimal>(numbers, static (writer, value) => writer.WriteRawValue(value.ToString()), static value => value.ToString()),
        RawColumnData<Guid> ids => new Values<Guid>(ids, static (writer, value) => writer.WriteStringValue(value), static value => value.ToString()),
        RawColumnData<DateTime> days when field is DateTimeDataField { DateTimeFormat: DateTimeFormat.Date } => Texts(days, static value => value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
        RawColumnData<DateTime> instants => Texts(instants, static value => value.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)), // Parquet keeps UTC, or a local time without a zone
        RawColumnData<DateOnly> days => Texts(days, static value => value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
        RawColumnData<TimeOnly> times => Texts(times, static value => value.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture)),
        RawColumnData<TimeSpan> times => Texts(times, static value => value.ToString("c", CultureInfo.InvariantCulture)),
        _ => throw new ValueRefusedException($"column {field.Path}: values of the type {field.ClrType.Name} are not accepted. Accepted: texts, numbers, booleans, dates, times, UUIDs and bytes."),
    };

    private static Values<T> Integers<T>(RawColumnData<T> data)
        where T : struct, IBinaryInteger<T> => new(
        data, static (writer, value) => writer.WriteNumberValue(long.CreateChecked(value)), static value => value.ToString(null, CultureInfo.InvariantCulture));

    private static Values<T> Texts<T>(RawColumnData<T> data, Func<T, string> text)
        where T : struct => new(data, (writer, value) => writer.WriteStringValue(text(value)), text);

    private static ValueRefusedException NotFinite(double value) => new($"{value.ToString(CultureInfo.InvariantCulture)} is not accepted. Accepted: a finite number.");

    private sealed class Values<T>(RawColumnData<T> data, Action<Utf8JsonWriter, T> write, Func<T, string> text) : ParquetValues
        where T : struct
    {
        public override void Write(int index, Utf8JsonWriter writer) => write(writer, data.Values[index]);

        public override string Text(int index) => text(data.Values[index]);
    }
}
