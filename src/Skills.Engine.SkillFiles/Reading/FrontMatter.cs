using Skills.Engine.SkillFiles.Sources;

namespace Skills.Engine.SkillFiles.Reading;

/// <summary>Where the front matter and the body of a Markdown-like file lie.</summary>
/// <param name="YamlStart">First character of the YAML.</param>
/// <param name="YamlEnd">One past its last.</param>
/// <param name="BodyStart">First character of the body.</param>
internal sealed record FrontMatter(int YamlStart, int YamlEnd, int BodyStart)
{
    /// <summary>Finds the front matter between two <c>---</c> lines; null when the file has none that is closed.</summary>
    /// <param name="source">The file.</param>
    /// <param name="leadingComments">Whether lines that begin with <c>#</c>, and blank ones, may come before it.</param>
    /// <param name="plus">Whether <c>+++</c> delimits too.</param>
    public static FrontMatter? Find(SourceText source, bool leadingComments = false, bool plus = false)
    {
        var line = 1;
        while (line <= source.LineCount && leadingComments && source.Line(line).TrimStart() is "" or ['#', ..])
        {
            line++;
        }

        if (line > source.LineCount || Mark(source.Line(line), plus) is not { } mark)
        {
            return null;
        }

        for (var closing = line + 1; closing <= source.LineCount; closing++)
        {
            if (source.Line(closing).TrimEnd() == mark)
            {
                var body = closing < source.LineCount ? source.LineStart(closing + 1) : source.Text.Length;
                return new(source.LineStart(line + 1), source.LineStart(closing), body);
            }
        }

        return null;
    }

    private static string? Mark(string line, bool plus) => line.TrimEnd() switch
    {
        "---" => "---",
        "+++" when plus => "+++",
        _ => null,
    };
}
