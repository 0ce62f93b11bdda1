using System.Text.Json;
using Skills.Engine.SkillFiles.Sources;

namespace Skills.Engine.SkillFiles.Editing;

/// <summary>Finds where a test case goes in the text of a YAML file, and what it reads there.</summary>
internal static class TestCaseText
{
    /// <summary>Returns where to insert and what; null where the file has no place for it.</summary>
    /// <param name="text">The file.</param>
    /// <param name="lastLine">The line of the last test case, from 1; null when there is none.</param>
    /// <param name="test">The case.</param>
    public static (int At, string Insert)? Place(string text, int? lastLine, NewTestCase test)
    {
        var newline = text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";
        var lines = Lines(text);
        if (lastLine is not { } number)
        {
            return lines.Any(static l => l.Text.StartsWith("tests:", StringComparison.Ordinal) || l.Text.StartsWith("...", StringComparison.Ordinal) || l.Text.StartsWith("---", StringComparison.Ordinal))
                ? null
                : (text.Length, $"{Break(text, text.Length, newline)}tests:{newline}{Item("  ", test, newline)}");
        }

        var first = number - 1;
        if (first >= lines.Count || !lines[first].Text.AsSpan().TrimStart(' ').StartsWith("- "))
        {
            return null;
        }

        var indent = IndentOf(lines[first].Text);
        var end = first;
        for (var i = first + 1; i < lines.Count && (IsBlank(lines[i].Text) || IndentOf(lines[i].Text) > indent); i++)
        {
            end = IsBlank(lines[i].Text) ? end : i;
        }

        var at = end + 1 < lines.Count ? lines[end + 1].Start : text.Length;
        return (at, Break(text, at, newline) + Item(new string(' ', indent), test, newline));
    }

    private static string Item(string indent, NewTestCase test, string newline)
    {
        string?[] lines =
        [
            $"{indent}- name: {Json(test.Name)}",
            $"{indent}  input: {Json(test.Input)}",
            test.Reply is null ? null : $"{indent}  respond: {Json(test.Reply)}",
            $"{indent}  expect:",
            $"{indent}    - status: success",
            $"{indent}    - path: $",
            $"{indent}      equals: {Json(test.Expect)}",
        ];
        return string.Concat(lines.OfType<string>().Select(l => l + newline));
    }

    // JSON in one line is YAML too. What is not ASCII stays readable.
    private static string Json(string value) => RelaxedJson.Of(value);

    private static string Json(JsonElement value) => RelaxedJson.Of(value);

    // A file without a last line break gets one, so that the insertion begins on a line of its own.
    private static string Break(string text, int at, string newline) => at == 0 || text[at - 1] == '\n' ? "" : newline;

    private static List<(int Start, string Text)> Lines(string text)
    {
        var lines = new List<(int, string)>();
        for (var start = 0; start < text.Length;)
        {
            var end = text.IndexOf('\n', start) is >= 0 and var found ? found + 1 : text.Length;
            lines.Add((start, text[start..end].TrimEnd('\r', '\n')));
            start = end;
        }

        return lines;
    }

    private static bool IsBlank(string line) => line.AsSpan().Trim().IsEmpty;

    private static int IndentOf(string line) => line.Length - line.AsSpan().TrimStart(' ').Length;
}
