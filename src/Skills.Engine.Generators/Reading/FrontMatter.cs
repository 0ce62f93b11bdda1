namespace Skills.Engine.Generators.Reading;

/// <summary>Finds the YAML of a Markdown file.</summary>
internal static class FrontMatter
{
    /// <summary>Where the YAML begins and ends, and where the body begins; −1 when there is no front matter that is closed.</summary>
    public static (int Start, int End, int Body) Find(string text)
    {
        var first = EndOfLine(text, 0);
        if (text.Substring(0, first).TrimEnd() != "---")
        {
            return (-1, -1, -1);
        }

        for (var line = first; line < text.Length; line = EndOfLine(text, line))
        {
            var end = EndOfLine(text, line);
            if (text.Substring(line, end - line).TrimEnd() == "---")
            {
                return (first, line, end);
            }
        }

        return (-1, -1, -1);
    }

    private static int EndOfLine(string text, int from)
    {
        var end = text.IndexOf('\n', from);
        return end < 0 ? text.Length : end + 1;
    }
}
