namespace Skills.Engine.Definitions;

/// <summary>Finds the place in the file of a character of a scalar's text, whatever its style.</summary>
internal static class ScalarPlaces
{
    /// <summary>The offset in the file of a line and column (both from 1) in the scalar's text.</summary>
    public static int Of(ScalarNode node, int line, int column)
    {
        var index = 0;
        for (var i = 1; i < line && index < node.Text.Length; i++)
        {
            var feed = node.Text.IndexOf('\n', index);
            index = feed < 0 ? node.Text.Length : feed + 1;
        }

        return Of(node, Math.Min(node.Text.Length, index + column - 1));
    }

    /// <summary>The offset in the file of a character of the scalar's text.</summary>
    /// <remarks>Styles fold and indent white space, but keep every other character in order: so those are counted off.</remarks>
    public static int Of(ScalarNode node, int index)
    {
        if (node.Style == ScalarStyle.Generated)
        {
            return node.Start;
        }

        index = Math.Clamp(index, 0, node.Text.Length);
        var before = 0;
        var spaces = 0;
        for (var i = 0; i < index; i++)
        {
            var blank = char.IsWhiteSpace(node.Text[i]);
            (before, spaces) = blank ? (before, spaces + 1) : (before + 1, 0);
        }

        var end = Math.Min(node.End, node.Source.Text.Length);
        var at = ContentStart(node);
        for (; before > 0 && at < end; before--)
        {
            at = Next(node, SkipBlank(node, at, end), end).After;
        }

        if (index < node.Text.Length && !char.IsWhiteSpace(node.Text[index]))
        {
            return Math.Min(SkipBlank(node, at, end), end);
        }

        return Math.Min(at + spaces, end);
    }

    private static int ContentStart(ScalarNode node)
    {
        switch (node.Style)
        {
            case ScalarStyle.SingleQuoted or ScalarStyle.DoubleQuoted:
                return node.Start + 1;
            case ScalarStyle.Block:
                var feed = node.Source.Text.IndexOf('\n', node.Start);
                return feed < 0 ? node.End : feed + 1;
            default:
                return node.Start;
        }
    }

    // White space and what stands for it, such as an escaped line feed.
    private static int SkipBlank(ScalarNode node, int at, int end)
    {
        while (at < end && Next(node, at, end) is { IsBlank: true } piece)
        {
            at = piece.After;
        }

        return at;
    }

    private static (int After, bool IsBlank) Next(ScalarNode node, int at, int end)
    {
        var text = node.Source.Text;
        if (at >= end)
        {
            return (end, false);
        }

        if (node.Style == ScalarStyle.SingleQuoted && text[at] == '\'')
        {
            return (Math.Min(end, at + 2), false);
        }

        if (node.Style == ScalarStyle.DoubleQuoted && text[at] == '\\' && at + 1 < end)
        {
            return text[at + 1] switch
            {
                'n' or 't' or 'r' or ' ' or '\n' or '\r' or '\t' or '_' or 'N' or 'L' or 'P' or 'v' or 'f' => (at + 2, true),
                'x' => (at + 4, false),
                'u' => (at + 6, false),
                'U' => (at + 10, false),
                _ => (at + 2, false),
            };
        }

        // The backslash of an escaped role line is not part of the text.
        if (node.Style == ScalarStyle.Raw && text[at] == '\\' && (at == 0 || text[at - 1] == '\n')
            && (node.Text.Length == 0 || !node.Text.Split('\n').Any(l => l.Length > 0 && l[0] == '\\' && string.CompareOrdinal(text, at, l, 0, l.Length) == 0)))
        {
            return (at + 1, true);
        }

        return (at + 1, char.IsWhiteSpace(text[at]));
    }
}
