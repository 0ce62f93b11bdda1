namespace Skills.Engine.Definitions;

/// <summary>Finds the name someone most likely meant.</summary>
internal static class NearestName
{
    /// <summary>The nearest of the names; null when none is near.</summary>
    public static string? Of(string name, IEnumerable<string> names)
    {
        // Longer than any real name; the distance is quadratic.
        if (name.Length > 100)
        {
            return null;
        }

        var folded = Fold(name);
        var longer = folded.Length < 4 ? [] : names.Where(n => Fold(n).StartsWith(folded, StringComparison.Ordinal) && Fold(n) != folded).Take(2).ToList();
        if (longer is [var only] && !names.Any(n => Fold(n) == folded))
        {
            return only;
        }

        var (best, bestDistance) = ((string?)null, Math.Max(1, name.Length / 3) + 1);
        foreach (var candidate in names)
        {
            var distance = Distance(folded, Fold(candidate));
            if (distance < bestDistance && distance < candidate.Length)
            {
                (best, bestDistance) = (candidate, distance);
            }
        }

        return best;
    }

    /// <summary>A sentence with the nearest name, led by a space; empty when none is near.</summary>
    public static string Hint(string name, IEnumerable<string> names) => Of(name, names) is { } nearest ? $" Did you mean '{nearest}'?" : "";

    // input_schema and inputSchema are the same mistake.
    private static string Fold(string name) => name.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).ToUpperInvariant();

    // Edit distance in which two swapped neighbours count once (optimal string alignment).
    private static int Distance(string a, string b)
    {
        var (before, previous, current) = (new int[b.Length + 1], new int[b.Length + 1], new int[b.Length + 1]);
        for (var j = 0; j <= b.Length; j++)
        {
            previous[j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                current[j] = Math.Min(Math.Min(previous[j] + 1, current[j - 1] + 1), previous[j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    current[j] = Math.Min(current[j], before[j - 2] + 1);
                }
            }

            (before, previous, current) = (previous, current, before);
        }

        return previous[b.Length];
    }
}
