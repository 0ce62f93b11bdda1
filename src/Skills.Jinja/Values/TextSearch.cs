namespace Skills.Jinja.Values;

/// <summary>Finds text in text, in time proportional to both, and charged for it.</summary>
/// <remarks>
/// .NET's own search is quick on common texts, but for a needle such as <c>aaa…b…aaa</c> in <c>aaaa…</c> its time is the product of the lengths.
/// Long needles are therefore found by the algorithm of <see href="https://en.wikipedia.org/wiki/Knuth%E2%80%93Morris%E2%80%93Pratt_algorithm">Knuth, Morris and Pratt</see>.
/// </remarks>
internal static class TextSearch
{
    private const int LongNeedle = 32;

    /// <summary>The first place of a needle from an offset on; -1 without.</summary>
    internal static int IndexOf(RenderState state, ReadOnlySpan<char> text, ReadOnlySpan<char> needle)
    {
        if (needle.Length <= LongNeedle)
        {
            var at = text.IndexOf(needle, StringComparison.Ordinal);
            Charge(state, at < 0 ? text.Length : at, needle.Length);
            return at;
        }

        return Places(state, text, needle, 1) is [var first, ..] ? first : -1;
    }

    /// <summary>The last place of a needle; -1 without.</summary>
    internal static int LastIndexOf(RenderState state, ReadOnlySpan<char> text, ReadOnlySpan<char> needle)
    {
        if (needle.Length <= LongNeedle)
        {
            Charge(state, text.Length, needle.Length);
            return needle.Length == 0 ? text.Length : text.LastIndexOf(needle, StringComparison.Ordinal);
        }

        return Places(state, text, needle, int.MaxValue, overlapping: true) is [.., var last] ? last : -1;
    }

    /// <summary>As <see cref="All"/>, but counted and kept apart from the right end; the last place comes first.</summary>
    internal static List<int> AllFromRight(RenderState state, ReadOnlySpan<char> text, ReadOnlySpan<char> needle, int most)
    {
        var chosen = new List<int>();
        var end = text.Length;
        if (needle.Length > LongNeedle)
        {
            var places = Places(state, text, needle, int.MaxValue, overlapping: true);
            for (var i = places.Count - 1; i >= 0 && chosen.Count < most; i--)
            {
                if (places[i] + needle.Length <= end)
                {
                    chosen.Add(end = places[i]);
                }
            }

            return chosen;
        }

        Charge(state, text.Length, needle.Length);
        while (chosen.Count < most && text[..end].LastIndexOf(needle, StringComparison.Ordinal) is >= 0 and var at)
        {
            state.Step();
            chosen.Add(end = at);
        }

        return chosen;
    }

    /// <summary>The places of a needle that do not overlap, at most as many as asked for.</summary>
    internal static List<int> All(RenderState state, ReadOnlySpan<char> text, ReadOnlySpan<char> needle, int most)
    {
        if (needle.Length > LongNeedle)
        {
            return Places(state, text, needle, most);
        }

        Charge(state, text.Length, needle.Length);
        var places = new List<int>();
        var from = 0;
        while (places.Count < most && text[from..].IndexOf(needle, StringComparison.Ordinal) is >= 0 and var at)
        {
            state.Step();
            places.Add(from + at);
            from += at + needle.Length;
        }

        return places;
    }

    // Short needles may still be compared at every place.
    private static void Charge(RenderState state, int length, int needle)
    {
        if (needle > 1)
        {
            state.Handle(length);
        }
        else
        {
            state.Scan(length);
        }
    }

    private static List<int> Places(RenderState state, ReadOnlySpan<char> text, ReadOnlySpan<char> needle, int most, bool overlapping = false)
    {
        var places = new List<int>();
        if (needle.Length > text.Length || most <= 0)
        {
            return places;
        }

        var borders = Borders(state, needle);
        var matched = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if ((i & 63) == 0)
            {
                state.Step();
            }

            while (matched > 0 && text[i] != needle[matched])
            {
                matched = borders[matched - 1];
            }

            matched += text[i] == needle[matched] ? 1 : 0;
            if (matched == needle.Length)
            {
                places.Add(i - needle.Length + 1);
                matched = overlapping ? borders[matched - 1] : 0;
                if (places.Count >= most)
                {
                    break;
                }
            }
        }

        return places;
    }

    // For each prefix of the needle: the length of its longest proper prefix that is also its end.
    private static int[] Borders(RenderState state, ReadOnlySpan<char> needle)
    {
        state.Create(needle.Length * (long)sizeof(int));
        state.Handle(needle.Length);
        var borders = new int[needle.Length];
        for (var i = 1; i < needle.Length; i++)
        {
            var length = borders[i - 1];
            while (length > 0 && needle[i] != needle[length])
            {
                length = borders[length - 1];
            }

            borders[i] = needle[i] == needle[length] ? length + 1 : 0;
        }

        return borders;
    }
}
