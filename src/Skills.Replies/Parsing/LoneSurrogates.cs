namespace Skills.Replies.Parsing;

/// <summary>Halves of surrogate pairs, which are no text and cannot be written as JSON.</summary>
internal static class LoneSurrogates
{
    /// <summary>Puts U+FFFD in the place of each; its span from the first to the last, or an empty one when there is none.</summary>
    public static (int Start, int Length) Replace(Span<char> text)
    {
        var (first, last) = (-1, -1);
        for (var i = text.IndexOfAnyInRange('\ud800', '\udfff'); i >= 0 && i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(text[i]))
            {
                text[i] = '\ufffd';
                (first, last) = (first < 0 ? i : first, i);
            }
        }

        return first < 0 ? default : (first, last - first + 1);
    }

    /// <summary>A copy of the text without them; null when it holds none.</summary>
    public static (string Text, int Start, int Length)? Repair(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\ud800', '\udfff'))
        {
            return null;
        }

        var copy = text.ToCharArray();
        return Replace(copy) is { Length: > 0 } place ? (new(copy), place.Start, place.Length) : null;
    }
}
