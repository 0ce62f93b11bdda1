using System.Text.Json;
using System.Text.RegularExpressions;

namespace Skills.Replies.Renditions;

/// <summary>A list with bullets or numbers, one item a line, below at most one line that ends with a colon.</summary>
internal static partial class ListLines
{
    public static string? ToJson(string text)
    {
        var lines = text.Split('\n').Select(static l => l.TrimEnd()).Where(static l => l.Length > 0).ToList();
        if (lines is [[.., ':'], _, ..] && !Item().IsMatch(lines[0]))
        {
            lines.RemoveAt(0);
        }

        int? first = null;
        var items = new List<string>();
        foreach (var line in lines)
        {
            if (Item().Match(line) is { Success: true } item)
            {
                // An item below another one is a list within a list.
                first ??= item.Groups[1].Length;
                if (item.Groups[1].Length > first + 1)
                {
                    return null;
                }

                items.Add(item.Groups[2].Value);
            }
            else if (items.Count > 0 && line is [' ' or '\t', ..])
            {
                items[^1] += " " + line.Trim();
            }
            else
            {
                return null;
            }
        }

        return items.Count == 0 ? null : JsonTexts.List(items.TrueForAll(static i => Quoted(i) is not null) ? items.ConvertAll(static i => Quoted(i)!) : items);
    }

    // - "apples", with quotes and a comma as in a JSON list.
    private static string? Quoted(string item)
    {
        var text = item.AsSpan().TrimEnd(',');
        try
        {
            return text is ['"', _, .., '"'] ? JsonElement.Parse(text).GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"^(\s{0,3})(?:[-*+•·–‣◦]|\(?\d{1,4}[.)])\s+(\S.*)$", RegexOptions.CultureInvariant)]
    private static partial Regex Item();
}
