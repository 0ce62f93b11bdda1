using Skills.Replies.Parsing;

namespace Skills.Replies.Renditions;

/// <summary>A Markdown table: rows under known names as a list of objects, or two columns of names and values as one object.</summary>
internal static class Tables
{
    public static string? ToJson(string text, KnownKeys keys)
    {
        if (!text.Contains('|', StringComparison.Ordinal))
        {
            return null;
        }

        var lines = text.Split('\n').Select(static l => l.Trim()).Where(static l => l.Contains('|', StringComparison.Ordinal)).ToList();
        var framed = lines.FindAll(static l => l is ['|', _, ..] && l.EndsWith('|'));
        var rows = (framed.Count > 0 ? framed.ConvertAll(static l => l[1..^1]) : lines).ConvertAll(Cells);
        if (rows.Count < 3 || !IsRule(rows[1]) || rows.Exists(row => row.Count != rows[0].Count))
        {
            return null;
        }

        rows.RemoveAt(1);
        return FromRows(rows, keys);
    }

    /// <summary>Writes rows below a header as JSON; null when the header is not known.</summary>
    public static string? FromRows(List<List<string>> rows, KnownKeys keys)
    {
        var header = rows[0];
        if (header.Count == 2 && !header.TrueForAll(name => keys.Contains(name)) && rows.Skip(1).All(row => keys.Contains(row[0])))
        {
            return JsonTexts.Object(rows.Skip(1).Select(static row => (row[0], row[1])));
        }

        if (!keys.Decide || !header.TrueForAll(name => keys.Contains(name)))
        {
            return null;
        }

        return "[" + string.Join(", ", rows.Skip(1).Select(row => JsonTexts.Object(header.Zip(row)))) + "]";
    }

    // A bar within a cell is escaped.
    private static List<string> Cells(string line) =>
        [.. line.Replace("\\|", "\0", StringComparison.Ordinal).Split('|').Select(static cell => cell.Trim().Replace('\0', '|'))];

    private static bool IsRule(List<string> row) => row.TrueForAll(static cell => cell.Length > 0 && !cell.AsSpan().ContainsAnyExcept("-: "));
}
