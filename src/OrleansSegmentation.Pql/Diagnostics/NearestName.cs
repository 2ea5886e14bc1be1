namespace OrleansSegmentation.Pql.Diagnostics;

/// <summary>Finds the name a misspelt one was meant to be.</summary>
internal static class NearestName
{
    private const int LongestName = 40;

    /// <summary>Returns the nearest of some names, or null when none is near.</summary>
    public static string? Find(string name, IEnumerable<string> candidates)
    {
        if (name.Length > LongestName) return null;
        var best = default(string);
        var bestDistance = Math.Max(2, name.Length / 3) + 1;
        foreach (var candidate in candidates)
        {
            if (candidate.Equals(name, StringComparison.OrdinalIgnoreCase)) return candidate;
            if (Math.Abs(candidate.Length - name.Length) >= bestDistance) continue;
            var distance = Distance(name, candidate);
            if (distance >= bestDistance || distance >= name.Length) continue;
            bestDistance = distance;
            best = candidate;
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
