namespace Skills.Engine.Evaluation.Reports;

/// <summary>The lines that two texts do not share.</summary>
internal static class LineDiff
{
    // The table of the longest common subsequence grows with the square of the lines.
    private const int MostLines = 400;

    /// <summary>Returns each line with <c>+</c>, <c>-</c> or a space; null when a text is too long to compare.</summary>
    public static IReadOnlyList<(char Mark, string Line)>? Of(string before, string after)
    {
        var (a, b) = (before.Split('\n'), after.Split('\n'));
        if (a.Length > MostLines || b.Length > MostLines)
        {
            return null;
        }

        var common = new int[a.Length + 1, b.Length + 1];
        for (var i = a.Length - 1; i >= 0; i--)
        {
            for (var j = b.Length - 1; j >= 0; j--)
            {
                common[i, j] = a[i] == b[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
            }
        }

        return Walk(a, b, common);
    }

    private static List<(char Mark, string Line)> Walk(string[] a, string[] b, int[,] common)
    {
        var lines = new List<(char, string)>();
        var (i, j) = (0, 0);
        while (i < a.Length || j < b.Length)
        {
            if (i < a.Length && j < b.Length && a[i] == b[j])
            {
                lines.Add((' ', a[i++]));
                j++;
            }
            else if (j >= b.Length || (i < a.Length && common[i + 1, j] >= common[i, j + 1]))
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
