namespace Skills.Jinja.Text;

/// <summary>Finds the name someone may have meant.</summary>
internal static class Spelling
{
    internal static string? Nearest(string name, IEnumerable<string> known)
    {
        if (name.Length < 3)
        {
            return null;
        }

        var best = Math.Min(4, (name.Length / 3) + 2);
        string? nearest = null;
        foreach (var candidate in known)
        {
            // Of names equally near, one of the same length is taken, then the first by the alphabet, whatever their order.
            var limit = nearest is null ? best : best + 1;
            var distance = Distance(name, candidate, limit);
            if (distance < best || (distance < limit && IsBetter(name, candidate, nearest!)))
            {
                (best, nearest) = (distance, candidate);
            }
        }

        return nearest;
    }

    private static bool IsBetter(string name, string candidate, string nearest) =>
        candidate.Length == name.Length != (nearest.Length == name.Length) ? candidate.Length == name.Length : string.CompareOrdinal(candidate, nearest) < 0;

    // The optimal string alignment distance: two neighbours that changed places count as one mistake.
    private static int Distance(string a, string b, int limit)
    {
        if (Math.Abs(a.Length - b.Length) >= limit)
        {
            return limit;
        }

        var (before, last, row) = (new int[b.Length + 1], new int[b.Length + 1], new int[b.Length + 1]);
        for (var j = 0; j <= b.Length; j++)
        {
            row[j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            (before, last, row) = (last, row, before);
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                row[j] = Math.Min(Math.Min(last[j] + 1, row[j - 1] + 1), last[j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
                }
            }
        }

        return row[b.Length];
    }
}
