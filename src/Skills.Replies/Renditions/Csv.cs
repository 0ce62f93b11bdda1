using System.Text;
using Skills.Replies.Parsing;

namespace Skills.Replies.Renditions;

/// <summary>Comma-separated values (RFC 4180), also with semicolons or tabs, below a line of known names.</summary>
internal static class Csv
{
    public static string? ToJson(string text, KnownKeys keys)
    {
        if (!keys.Decide)
        {
            return null;
        }

        var lines = Unfenced(text).Where(static l => !string.IsNullOrWhiteSpace(l)).ToList();
        if (lines.Count < 2)
        {
            return null;
        }

        var separator = lines[0].Contains('\t', StringComparison.Ordinal) ? '\t' : lines[0].Contains(';', StringComparison.Ordinal) ? ';' : ',';
        var rows = lines.Select(line => Cells(line, separator)).ToList();
        return rows[0].Count < 2 || rows.Exists(row => row.Count != rows[0].Count) ? null : Tables.FromRows(rows, keys);
    }

    private static IEnumerable<string> Unfenced(string text) => text.Trim().Split('\n').Select(static l => l.TrimEnd('\r')).Where(static l => !l.StartsWith("```", StringComparison.Ordinal));

    private static List<string> Cells(string line, char separator)
    {
        var cells = new List<string>();
        var cell = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '"' && quoted && i + 1 < line.Length && line[i + 1] == '"')
            {
                cell.Append(line[i++]);
            }
            else if (line[i] == '"')
            {
                quoted = !quoted;
            }
            else if (line[i] == separator && !quoted)
            {
                cells.Add(cell.ToString().Trim());
                cell.Clear();
            }
            else
            {
                cell.Append(line[i]);
            }
        }

        cells.Add(cell.ToString().Trim());
        return cells;
    }
}
