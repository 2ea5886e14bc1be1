using System.Globalization;

namespace OrleansSegmentation.Evaluation.Time;

/// <summary>Writes times.</summary>
internal static class TimeText
{
    /// <summary>Writes the start of a time: a date for a day, otherwise the instant with as many of its parts as needed.</summary>
    public static string Format(in TimeValue value)
    {
        var start = DateTime.UnixEpoch.AddTicks(value.StartMs * TimeSpan.TicksPerMillisecond);
        var format = value.Grain == TimeGrain.Day ? "yyyy-MM-dd" : start.Millisecond == 0 ? "yyyy-MM-dd'T'HH:mm:ss'Z'" : "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
        return start.ToString(format, CultureInfo.InvariantCulture);
    }
}
