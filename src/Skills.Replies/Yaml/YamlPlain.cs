using System.Text;
using Skills.Replies.Parsing;

namespace Skills.Replies.Yaml;

/// <summary>Reads scalars without quotes, which may go on over several lines (YAML 1.2.2 §7.3.3).</summary>
internal static class YamlPlain
{
    /// <summary>Whether a scalar without quotes may begin here. Anchors, aliases and tags may not: a reply that uses them is not read.</summary>
    public static bool MayStart(YamlCursor cursor, bool inFlow) => cursor.Current switch
    {
        '\0' or '\n' or '\r' or ' ' or '\t' or ',' or '[' or ']' or '{' or '}' or '#' or '&' or '*' or '!' or '|' or '>' or '\'' or '"' or '%' or '@' or '`' => false,
        '-' or '?' or ':' => !EndsHere(cursor.Ahead(1), inFlow),
        _ => true,
    };

    /// <summary>Returns the end of the part of a scalar that is on this line, without the white space after it.</summary>
    public static int EndOnLine(YamlCursor cursor, bool inFlow)
    {
        var end = cursor.At;
        for (var i = cursor.At; i < cursor.End && cursor.Text[i] is not ('\n' or '\r'); i++)
        {
            var c = cursor.Text[i];
            if ((inFlow && c is ',' or '[' or ']' or '{' or '}')
                || (c == ':' && EndsHere(i + 1 < cursor.End ? cursor.Text[i + 1] : '\0', inFlow))
                || (c == '#' && i > cursor.LineStart && cursor.Text[i - 1] is ' ' or '\t'))
            {
                break;
            }

            end = c is ' ' or '\t' ? end : i + 1;
        }

        return end;
    }

    /// <summary>Reads a scalar and the lines that belong to it.</summary>
    /// <param name="cursor">The place.</param>
    /// <param name="tree">The tree it is added to.</param>
    /// <param name="parent">The column that further lines must be deeper than.</param>
    /// <param name="inFlow">Whether it is inside brackets, where indentation does not matter.</param>
    public static int Read(YamlCursor cursor, ReplyTree tree, int parent, bool inFlow)
    {
        if (!MayStart(cursor, inFlow))
        {
            return -1;
        }

        var start = cursor.At;
        cursor.MoveTo(EndOnLine(cursor, inFlow));
        StringBuilder? folded = null;
        while (NextLine(cursor, parent, inFlow) is > 0 and var breaks)
        {
            folded ??= new(cursor.Text, start, PreviousEnd(cursor, start) - start, 256);
            Fold(folded, breaks);
            var end = EndOnLine(cursor, inFlow);
            folded.Append(cursor.Text, cursor.At, end - cursor.At);
            cursor.MoveTo(end);
        }

        return YamlValue.Add(tree, start, cursor.At, folded?.ToString());
    }

    /// <summary>One line break is a space; each further one stays a line break (YAML 1.2.2 §6.5).</summary>
    public static void Fold(StringBuilder text, int breaks) => _ = breaks == 1 ? text.Append(' ') : text.Append('\n', breaks - 1);

    private static bool EndsHere(char next, bool inFlow) => YamlCursor.EndsWord(next) || (inFlow && next is ',' or '[' or ']' or '{' or '}');

    // Moves to the next line of the same scalar and returns how many line breaks are before it; 0 where there is none.
    private static int NextLine(YamlCursor cursor, int parent, bool inFlow)
    {
        var (at, line) = (cursor.At, cursor.LineStart);
        var breaks = 0;
        cursor.SkipSpaces();
        while (cursor.IsAtBreak && cursor.PassBreak())
        {
            breaks++;
            if (cursor.IsAtMarker)
            {
                break;
            }

            cursor.SkipSpaces();
        }

        if (breaks > 0 && !cursor.IsAtDocumentEnd && !cursor.IsAtComment && (inFlow ? EndOnLine(cursor, inFlow) > cursor.At : cursor.Column > parent))
        {
            return breaks;
        }

        cursor.MoveTo(at, line);
        return 0;
    }

    // The end of the first line, seen from the line after it.
    private static int PreviousEnd(YamlCursor cursor, int start) => start + cursor.Text.AsSpan(start, cursor.LineStart - start).TrimEnd(" \t\r\n").Length;
}
