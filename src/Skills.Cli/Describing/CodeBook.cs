using System.Reflection;
using System.Text.RegularExpressions;

namespace Skills.Cli.Describing;

/// <summary>Looks codes up in the tables of the documentation, which the tool carries.</summary>
internal static partial class CodeBook
{
    /// <summary>Returns the entry of a code; null when no page names it.</summary>
    public static CodeEntry? Find(string code) => FileCode().IsMatch(code)
        ? Rows("skill-files.md").Where(r => Same(r.Cells[0], code)).Select(r => new CodeEntry(r.Cells[0], r.Cells[2], $"docs/skill-files.md, {r.Section}", r.Cells[1])).FirstOrDefault()
        : Exact(code) ?? Patterned(code);

    /// <summary>Returns every code of the documentation.</summary>
    public static IEnumerable<string> All() => Rows("skill-files.md").Select(static r => r.Cells[0]).Where(static c => FileCode().IsMatch(c))
        .Concat(Rows("errors.md").SelectMany(static r => Quoted().Matches(r.Cells[0]).Select(static m => m.Groups[1].Value)));

    private static CodeEntry? Exact(string code) => Rows("errors.md")
        .Where(r => Quoted().Matches(r.Cells[0]).Any(m => Same(m.Groups[1].Value, code)))
        .Select(r => new CodeEntry(code, r.Cells[1], $"docs/errors.md, {r.Section}", null))
        .FirstOrDefault();

    // Families such as input.<keyword> have one row or one sentence for all.
    private static CodeEntry? Patterned(string code)
    {
        var family = code.Split('.')[0] + ".";
        var row = Rows("errors.md").FirstOrDefault(r => r.Cells[0].Contains($"`{family}<", StringComparison.OrdinalIgnoreCase));
        if (row.Cells is not null)
        {
            return new(code, row.Cells[1], $"docs/errors.md, {row.Section}", null);
        }

        return Sentences(code).Select(s => new CodeEntry(code, s.Text, $"docs/errors.md, {s.Section}", null)).FirstOrDefault();
    }

    private static IEnumerable<(string Section, string Text)> Sentences(string code)
    {
        var section = "";
        foreach (var block in Read("errors.md").Split("\n\n"))
        {
            section = block.StartsWith("## ", StringComparison.Ordinal) ? block.Split('\n')[0][3..] : section;
            var isNamed = block.Contains($"`{code}`", StringComparison.OrdinalIgnoreCase) || block.Contains($"`{code.Split('.')[0]}.<", StringComparison.OrdinalIgnoreCase);
            if (!block.StartsWith('|') && isNamed)
            {
                yield return (section, block.Replace('\n', ' ').Trim());
            }
        }
    }

    private static IEnumerable<(string Section, string[] Cells)> Rows(string page)
    {
        var section = "";
        foreach (var line in Read(page).Split('\n'))
        {
            if (line.StartsWith("## ", StringComparison.Ordinal))
            {
                section = line[3..];
            }
            else if (line.StartsWith("| ", StringComparison.Ordinal) && line.Trim('|', ' ').Split(" | ") is { Length: >= 2 } cells)
            {
                yield return (section, cells.Select(static c => c.Trim()).ToArray());
            }
        }
    }

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    private static string Read(string page)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"Skills.Cli.docs.{page}")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    [GeneratedRegex("^SK[0-9]{3}$", RegexOptions.IgnoreCase)]
    private static partial Regex FileCode();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Quoted();
}
