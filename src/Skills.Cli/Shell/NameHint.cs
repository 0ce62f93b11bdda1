namespace Skills.Cli.Shell;

/// <summary>Finds the name that was most likely meant.</summary>
internal static class NameHint
{
    // The distance is quadratic, and no name is longer.
    private const int LongestName = 100;

    /// <summary>Returns the nearest of the names; null when none is near.</summary>
    public static string? Of(string typed, IEnumerable<string> names)
    {
        if (typed.Length > LongestName)
        {
            return null;
        }

        var most = Math.Max(1, typed.Length / 3);
        return names.Where(static n => n.Length <= LongestName)
            .Select(n => (Name: n, Distance: Distance(typed.TrimStart('-'), n.TrimStart('-'))))
            .Where(c => c.Distance <= most)
            .OrderBy(static c => c.Distance)
            .Select(static c => c.Name)
            .FirstOrDefault();
    }

    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var (diagonal, left) = (row[0], i);
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = char.ToUpperInvariant(a[i - 1]) == char.ToUpperInvariant(b[j - 1]) ? 0 : 1;
                left = Math.Min(Math.Min(left, row[j]) + 1, diagonal + cost);
                (diagonal, row[j]) = (row[j], left);
            }
        }

        return row[b.Length];
    }
}
