using OrleansSegmentation.Columnar.Columns;
using OrleansSegmentation.Evaluation.Values;

namespace OrleansSegmentation.Evaluation.Time;

/// <summary>Reads values where a time is expected.</summary>
public static class TimeConversion
{
    /// <summary>Reads a time, ISO text, or a whole number of epoch milliseconds within the years 1 to 9999.</summary>
    /// <returns>False for everything else, lists included.</returns>
    public static bool TryRead(in PqlValue value, out TimeValue time)
    {
        switch (value.Kind)
        {
            case PqlValueKind.Time:
                time = value.AsTime();
                return true;
            case PqlValueKind.Integer when TimeValue.IsSupported(value.AsInteger()):
                time = TimeValue.Instant(value.AsInteger());
                return true;
            case PqlValueKind.String:
                if (value.TryGetStringPart(out var part, out var position) && part is InstantStringPart instants)
                {
                    var ms = instants.Milliseconds[position];
                    time = instants.Format == InstantFormat.Date ? TimeValue.Day(ms) : TimeValue.Instant(ms);
                    return true;
                }

                return IsoTime.TryParse(value.AsString(), out time);
            default:
                time = default;
                return false;
        }
    }
}
