namespace Skills.Engine.Generators.Yaml;

/// <summary>Reads keys of block mappings, which are on one line with their colon (YAML 1.2.2 §8.2.2).</summary>
internal static class YamlKey
{
    public static bool IsAhead(YamlCursor cursor) => ColonOf(cursor) >= 0;

    public static YamlScalar Read(YamlCursor cursor)
    {
        var (start, colon) = (cursor.At, ColonOf(cursor));
        YamlScalar key;
        if (cursor.Current is '"' or '\'')
        {
            key = YamlQuoted.Read(cursor);
        }
        else
        {
            var end = colon;
            while (end > start && cursor.Text[end - 1] is ' ' or '\t')
            {
                end--;
            }

            key = new(start, end, cursor.Text.Substring(start, end - start));
        }

        cursor.MoveTo(colon + 1);
        return key;
    }

    /// <summary>The fault of a line where a key was expected.</summary>
    public static YamlException Missing(YamlCursor cursor)
    {
        if (cursor.IsAtItem)
        {
            return YamlException.Syntax(cursor.At, "An entry of a list is among the keys of a mapping.");
        }

        if (cursor.Current == '?' && YamlCursor.EndsWord(cursor.Ahead(1)))
        {
            return new("SK010", cursor.At, 1, "A key must be plain text. Write it before its colon, without '?'.");
        }

        var end = cursor.At;
        while (end < cursor.End && (char.IsLetterOrDigit(cursor.Text[end]) || cursor.Text[end] is '_' or '-'))
        {
            end++;
        }

        return end < cursor.End && cursor.Text[end] == ':'
            ? YamlException.Syntax(end, "A space is missing after this colon.")
            : YamlException.Syntax(end > cursor.At ? end : cursor.At, "A colon is missing after this key.");
    }

    // The colon of the key at the cursor; −1 when there is none on the line.
    private static int ColonOf(YamlCursor cursor)
    {
        var at = cursor.At;
        if (cursor.Current is '"' or '\'')
        {
            at = YamlQuoted.EndOnLine(cursor);
            while (at > 0 && at < cursor.End && cursor.Text[at] is ' ' or '\t')
            {
                at++;
            }

            return at > 0 && IsColon(cursor, at) ? at : -1;
        }

        if (!YamlPlain.MayStart(cursor, inFlow: false))
        {
            return -1;
        }

        at = YamlPlain.EndOnLine(cursor, inFlow: false);
        while (at < cursor.End && cursor.Text[at] is ' ' or '\t')
        {
            at++;
        }

        return IsColon(cursor, at) ? at : -1;
    }

    private static bool IsColon(YamlCursor cursor, int at) => at < cursor.End && cursor.Text[at] == ':' && (at + 1 >= cursor.End || YamlCursor.EndsWord(cursor.Text[at + 1]));
}
