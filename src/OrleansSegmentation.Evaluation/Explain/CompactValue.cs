using System.Globalization;
using OrleansSegmentation.Evaluation.Values;

namespace OrleansSegmentation.Evaluation.Explain;

/// <summary>Keeps explanations short: what is too large to read is replaced by a sentence that says how large.</summary>
internal static class CompactValue
{
    private const int MaxScalars = 24;
    private const int MaxTextLength = 300;

    public static PqlValue Of(in PqlValue value)
    {
        var left = MaxScalars;
        if (Fits(value, ref left)) return value;
        return PqlValue.FromString(value.Kind switch
        {
            PqlValueKind.List => string.Create(CultureInfo.InvariantCulture, $"a list of {value.AsList().Count} {(value.AsList().Count == 1 ? "item" : "items")}"),
            PqlValueKind.String => string.Create(CultureInfo.InvariantCulture, $"{value.AsString()[..MaxTextLength]}… ({value.AsString().Length} characters)"),
            _ => string.Create(CultureInfo.InvariantCulture, $"an object of {value.AsObject().Count} properties"),
        });
    }

    private static bool Fits(in PqlValue value, ref int left)
    {
        switch (value.Kind)
        {
            case PqlValueKind.String:
                return --left >= 0 && value.AsString().Length <= MaxTextLength;
            case PqlValueKind.List:
                if (value.AsList().Count > left) return false;
                foreach (var item in value.AsList())
                {
                    // Which objects a list holds is told by the parts of the proof.
                    if (item.HasProperties || !Fits(item, ref left)) return false;
                }

                return true;
            case PqlValueKind.Object or PqlValueKind.Map:
                if (value.AsObject().Count > left) return false;
                foreach (var key in value.AsObject().Keys)
                {
                    value.AsObject().TryGet(key, out var property);
                    if (!Fits(property, ref left)) return false;
                }

                return true;
            default:
                return --left >= 0;
        }
    }
}
