namespace Skills.Cli.Comparing;

/// <summary>The difference of two texts by lines.</summary>
internal static class LineDiff
{
    // The table is quadratic. Longer texts are shown as replaced.
    private const int MostCells = 16_000_000;

    /// <summary>Returns every line with <c>+</c>, <c>-</c> or a blank before it.</summary>
    public static IReadOnlyList<(char Mark, string Line)> Of(string before, string after)
    {
        var (a, b) = (before.Split('\n'), after.Split('\n'));
        return (long)a.Length * b.Length > MostCells
            ? [.. a.Select(static l => ('-', l)), .. b.Select(static l => ('+', l))]
            : Walk(a, b, Lengths(a, b));
    }

    private static int[,] Lengths(string[] a, string[] b)
    {
        var lengths = new int[a.Length + 1, b.Length + 1];
        for (var i = a.Length - 1; i >= 0; i--)
        {
            for (var j = b.Length - 1; j >= 0; j--)
            {
                lengths[i, j] = a[i] == b[j] ? lengths[i + 1, j + 1] + 1 : Math.Max(lengths[i + 1, j], lengths[i, j + 1]);
            }
        }

        return lengths;
    }

    private static List<(char, string)> Walk(string[] a, string[] b, int[,] lengths)
    {
        var lines = new List<(char, string)>();
        var (i, j) = (0, 0);
        while (i < a.Length || j < b.Length)
        {
            if (i < a.Length && j < b.Length && a[i] == b[j])
            {
                lines.Add((' ', a[i]));
                (i, j) = (i + 1, j + 1);
            }
            else if (i < a.Length && (j == b.Length || lengths[i + 1, j] >= lengths[i, j + 1]))
            {
                lines.Add(('-', a[i++]));
            }
            else
            {
                lines.Add(('+', b[j++]));
            }
        }

        return lines;
    }
}
