namespace Skills.JsonSchema.Formats;

/// <summary>Durations of ISO 8601 as RFC 3339, appendix A, writes them: whole numbers, units in order and without gaps.</summary>
internal static class Duration
{
    public static bool IsDuration(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || text[0] != 'P')
        {
            return false;
        }

        text = text[1..];
        // "dur-week" stands alone: "P1Y2W" is not in the grammar.
        if (Units(text, "W"u8))
        {
            return true;
        }

        var mark = text.IndexOf((byte)'T');
        var date = mark < 0 ? text : text[..mark];
        return mark < 0
            ? Units(date, "YMD"u8)
            : (date.IsEmpty || Units(date, "YMD"u8)) && Units(text[(mark + 1)..], "HMS"u8);
    }

    /// <summary>Whether the text is one or more numbers with units that follow one another in the list.</summary>
    private static bool Units(ReadOnlySpan<byte> text, ReadOnlySpan<byte> units)
    {
        var next = -1;
        while (!text.IsEmpty)
        {
            var digits = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
            if (digits < 1)
            {
                return false;
            }

            var unit = units.IndexOf(text[digits]);
            // "dur-year" can hold "dur-month" only, and that "dur-day": "P1Y1D" is not in the grammar.
            if (unit < 0 || (next >= 0 && unit != next))
            {
                return false;
            }

            next = unit + 1;
            text = text[(digits + 1)..];
        }

        return next > 0;
    }
}
