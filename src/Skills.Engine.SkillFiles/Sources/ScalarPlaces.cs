using System.Globalization;

namespace Skills.Engine.SkillFiles.Sources;

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
    public static int Of(ScalarNode node, int index) =>
        node.Style == ScalarStyle.Generated ? node.Start : node.Places[Math.Clamp(index, 0, node.Text.Length)];

    /// <summary>The offsets in the file of every character of the scalar's text, and of its end.</summary>
    /// <remarks>Styles fold and indent white space, but keep every other character in order: so those are counted off.</remarks>
    public static int[] Map(ScalarNode node)
    {
        var places = new int[node.Text.Length + 1];
        var end = Math.Min(node.End, node.Source.Text.Length);
        var (at, blanks) = (ContentStart(node), 0);
        for (var i = 0; i < node.Text.Length; i++)
        {
            if (char.IsWhiteSpace(node.Text[i]))
            {
                places[i] = Math.Min(at + blanks++, end);
                continue;
            }

            var piece = SkipBlank(node, at, end, node.Text[i]);
            places[i] = Math.Min(piece.At, end);
            if (piece.IsPair && i + 1 < node.Text.Length)
            {
                places[++i] = places[i - 1];
            }

            (at, blanks) = (piece.After, 0);
        }

        places[^1] = Math.Min(at + blanks, end);
        return places;
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

    // The piece that stands for a character, past white space and what stands for that, such as an escaped line feed.
    private static Piece SkipBlank(ScalarNode node, int at, int end, char wanted)
    {
        var piece = Next(node, at, end, wanted);
        while (piece.IsBlank)
        {
            piece = Next(node, piece.After, end, wanted);
        }

        return piece;
    }

    private static Piece Next(ScalarNode node, int at, int end, char wanted)
    {
        var text = node.Source.Text;
        if (at >= end)
        {
            return new(at, end);
        }

        if (node.Style == ScalarStyle.SingleQuoted && text[at] == '\'')
        {
            return new(at, Math.Min(end, at + 2));
        }

        if (node.Style == ScalarStyle.DoubleQuoted && text[at] == '\\' && at + 1 < end)
        {
            return Escape(text, at, end);
        }

        // The backslash of an escaped role line is not part of the text.
        return node.Style == ScalarStyle.Raw && text[at] == '\\' && wanted != '\\' && (at == 0 || text[at - 1] == '\n')
            ? new(at, at + 1, IsBlank: true)
            : new(at, at + 1, char.IsWhiteSpace(text[at]));
    }

    private static Piece Escape(string text, int at, int end)
    {
        var digits = text[at + 1] switch { 'x' => 2, 'u' => 4, 'U' => 8, _ => 0 };
        if (digits == 0)
        {
            return new(at, at + 2, text[at + 1] is 'n' or 't' or 'r' or ' ' or '\n' or '\r' or '\t' or '_' or 'N' or 'L' or 'P' or 'v' or 'f');
        }

        var after = Math.Min(end, at + 2 + digits);
        var isCode = int.TryParse(text.AsSpan(at + 2, after - at - 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code);
        return new(at, after, isCode && code <= char.MaxValue && char.IsWhiteSpace((char)code), isCode && code > char.MaxValue);
    }

    /// <summary>What stands in the file for one character, or for the two of a surrogate pair.</summary>
    private readonly record struct Piece(int At, int After, bool IsBlank = false, bool IsPair = false);
}
