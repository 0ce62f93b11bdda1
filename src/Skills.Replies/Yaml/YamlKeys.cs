using Skills.Replies.Parsing;

namespace Skills.Replies.Yaml;

/// <summary>Reads keys of block mappings. Each is on one line with its colon.</summary>
internal static class YamlKeys
{
    /// <summary>Longest key together with the white space before its colon (YAML 1.2.2 §7.4.2). It bounds how far a line is read ahead.</summary>
    private const int Longest = 1024;

    /// <summary>Reads the key at the cursor and passes its colon; false when none begins here.</summary>
    public static bool Read(YamlCursor cursor, ReplyTree tree)
    {
        var colon = ColonOf(cursor);
        if (colon < 0)
        {
            return false;
        }

        if (cursor.Current is '"' or '\'')
        {
            if (YamlQuoted.Read(cursor, tree, NodeFlags.Key) < 0)
            {
                return false;
            }
        }
        else
        {
            tree.Add(NodeKind.String, NodeFlags.Key | NodeFlags.Bare, cursor.At, YamlPlain.EndOnLine(cursor, inFlow: false));
        }

        cursor.MoveTo(colon + 1);
        return true;
    }

    /// <summary>Returns the colon after the key that begins at the cursor; −1 when none does.</summary>
    public static int ColonOf(YamlCursor cursor)
    {
        var isQuoted = cursor.Current is '"' or '\'';
        if (!isQuoted && !YamlPlain.MayStart(cursor, inFlow: false))
        {
            return -1;
        }

        var colon = isQuoted ? YamlQuoted.EndOnLine(cursor, Longest) : YamlPlain.EndOnLine(cursor, inFlow: false);
        while (colon >= 0 && colon < cursor.End && cursor.Text[colon] is ' ' or '\t')
        {
            colon++;
        }

        return colon >= 0 && colon < cursor.End && cursor.Text[colon] == ':' && colon - cursor.At <= Longest
            && (colon + 1 >= cursor.End || YamlCursor.EndsWord(cursor.Text[colon + 1])) ? colon : -1;
    }
}
