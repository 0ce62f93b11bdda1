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
            // Of names equally near the first by the alphabet is taken, whatever their order.
            var limit = nearest is null ? best : best + 1;
            var distance = Distance(name, candidate, limit);
            if (distance < best || (distance < limit && string.CompareOrdinal(candidate, nearest) < 0))
            {
                (best, nearest) = (distance, candidate);
            }
        }

        return nearest;
    }

    private static int Distance(string a, string b, int limit)
    {
        if (Math.Abs(a.Length - b.Length) >= limit)
        {
            return limit;
        }

        var row = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++)
        {
            row[j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j] + 1, row[j - 1] + 1), diagonal + cost));
            }
        }

        return row[b.Length];
    }
}
