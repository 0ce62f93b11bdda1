using System.Text;
using System.Text.RegularExpressions;

namespace Skills.Engine.Generators.Yaml;

/// <summary>Reads scalars without quotes, which may go on over several lines (YAML 1.2.2 §7.3.3).</summary>
internal static class YamlPlain
{
    private static readonly Regex Number = new(@"^[-+]?(0|[1-9][0-9]*|[0-9]+)(\.[0-9]*)?([eE][-+]?[0-9]+)?$|^[-+]?\.[0-9]+([eE][-+]?[0-9]+)?$|^0o[0-7]+$|^0x[0-9a-fA-F]+$", RegexOptions.CultureInvariant);

    public static bool MayStart(YamlCursor cursor, bool inFlow) => cursor.Current switch
    {
        '\0' or '\n' or '\r' or ' ' or '\t' or ',' or '[' or ']' or '{' or '}' or '#' or '&' or '*' or '!' or '|' or '>' or '\'' or '"' or '%' or '@' or '`' => false,
        '-' or '?' or ':' => !EndsHere(cursor.Ahead(1), inFlow),
        _ => true,
    };

    /// <summary>Returns the end of the part that is on this line, without the white space after it.</summary>
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
    /// <param name="parent">The column that further lines must be deeper than.</param>
    /// <param name="inFlow">Whether it is inside brackets, where indentation does not matter.</param>
    /// <exception cref="YamlException">No scalar may begin here.</exception>
    public static YamlScalar Read(YamlCursor cursor, int parent, bool inFlow)
    {
        if (!MayStart(cursor, inFlow))
        {
            throw YamlException.Syntax(cursor.At, $"A text without quotes must not begin with '{cursor.Current}'. Quote it.");
        }

        var start = cursor.At;
        cursor.MoveTo(EndOnLine(cursor, inFlow));
        var (end, text) = (cursor.At, new StringBuilder(cursor.Text, start, cursor.At - start, 64));
        while (NextLine(cursor, parent, inFlow) is > 0 and var breaks)
        {
            var from = cursor.At;
            Fold(text, breaks);
            end = EndOnLine(cursor, inFlow);
            Refuse(cursor, end, inFlow);
            text.Append(cursor.Text, from, end - from);
            cursor.MoveTo(end);
        }

        var value = text.ToString();
        return new(start, end, value, KindOf(value));
    }

    /// <summary>One line break is a space; each further one stays a line break (YAML 1.2.2 §6.5).</summary>
    public static void Fold(StringBuilder text, int breaks) => _ = breaks == 1 ? text.Append(' ') : text.Append('\n', breaks - 1);

    // A key needs its own line: a colon in a further line of a text means that the line above lacks one, or quotes.
    private static void Refuse(YamlCursor cursor, int end, bool inFlow)
    {
        if (!inFlow && end < cursor.End && cursor.Text[end] == ':')
        {
            throw YamlException.Syntax(end, "This colon is in a text that began above. A line above lacks its colon, or the text needs quotes.");
        }
    }

    // Moves to the next line of the scalar, and returns how many line breaks were passed; 0 when the scalar ends here.
    private static int NextLine(YamlCursor cursor, int parent, bool inFlow)
    {
        var (at, line, breaks) = (cursor.At, cursor.LineStart, 0);
        cursor.SkipSpaces();
        while (cursor.IsAtBreak && cursor.PassBreak())
        {
            breaks++;
            if (cursor.IsAtDocumentEnd)
            {
                break;
            }

            cursor.SkipSpaces();
        }

        var goesOn = breaks > 0 && !cursor.IsAtDocumentEnd && !cursor.IsAtComment && (inFlow ? EndOnLine(cursor, inFlow) > cursor.At : cursor.Column > parent);
        if (!goesOn)
        {
            cursor.MoveTo(at, line);
        }

        return goesOn ? breaks : 0;
    }

    private static bool EndsHere(char next, bool inFlow) => YamlCursor.EndsWord(next) || (inFlow && next is ',' or '[' or ']' or '{' or '}');

    private static YamlKind KindOf(string text) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => YamlKind.Null,
        "true" or "True" or "TRUE" or "false" or "False" or "FALSE" => YamlKind.Boolean,
        _ => Number.IsMatch(text) ? YamlKind.Number : YamlKind.Text,
    };
}
