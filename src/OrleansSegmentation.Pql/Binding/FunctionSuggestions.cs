namespace OrleansSegmentation.Pql.Binding;

/// <summary>Finds the function a misspelt name was meant to be.</summary>
internal static class FunctionSuggestions
{
    private const int LongestName = 40;

    /// <summary>Returns the nearest name of the catalog, or null when none is near.</summary>
    public static string? Nearest(string name, IFunctionCatalog catalog)
    {
        if (name.Length > LongestName) return null;
        var best = default(string);
        var bestDistance = Math.Max(2, name.Length / 3) + 1;
        foreach (var function in catalog.Functions)
        {
            if (FunctionNames.IsOperator(function.Name)) continue;
            if (function.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) return function.Name;
            if (Math.Abs(function.Name.Length - name.Length) >= bestDistance) continue;
            var distance = Distance(name, function.Name);
            if (distance >= bestDistance || distance >= name.Length) continue;
            bestDistance = distance;
            best = function.Name;
        }

        return best;
    }

    // Levenshtein distance, ignoring letter case, one row at a time.
    private static int Distance(string left, string right)
    {
        var row = new int[right.Length + 1];
        for (var j = 0; j <= right.Length; j++) row[j] = j;
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var isSame = char.ToUpperInvariant(left[i - 1]) == char.ToUpperInvariant(right[j - 1]);
                var substituted = diagonal + (isSame ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substituted, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[right.Length];
    }
}
