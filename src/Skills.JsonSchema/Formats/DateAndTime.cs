namespace Skills.JsonSchema.Formats;

/// <summary>Dates and times of RFC 3339, section 5.6: ASCII digits, an offset always, leap seconds only where one can be.</summary>
internal static class DateAndTime
{
    private const int MinutesADay = 24 * 60;

    private static ReadOnlySpan<byte> DaysOfMonth => [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

    public static bool IsDate(ReadOnlySpan<byte> text)
    {
        // "date-fullyear" is four digits: no sign, and no year after 9999.
        if (text.Length != 10 || text[4] != '-' || text[7] != '-')
        {
            return false;
        }

        var century = TwoDigits(text);
        var year = TwoDigits(text[2..]);
        var month = TwoDigits(text[5..]);
        var day = TwoDigits(text[8..]);
        if (century < 0 || year < 0 || month is < 1 or > 12 || day < 1)
        {
            return false;
        }

        year += century * 100;
        // RFC 3339, appendix C.
        var leap = month == 2 && year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        return day <= DaysOfMonth[month - 1] + (leap ? 1 : 0);
    }

    public static bool IsDateTime(ReadOnlySpan<byte> text) =>
        // Section 5.6 lets "T" and "Z" be lower case.
        text.Length > 11 && (text[10] | 0x20) == 't' && IsDate(text[..10]) && IsTime(text[11..]);

    public static bool IsTime(ReadOnlySpan<byte> text)
    {
        if (text.Length < 9 || text[2] != ':' || text[5] != ':')
        {
            return false;
        }

        var hour = TwoDigits(text);
        var minute = TwoDigits(text[3..]);
        var second = TwoDigits(text[6..]);
        if (hour is < 0 or > 23 || minute is < 0 or > 59 || second is < 0 or > 60)
        {
            return false;
        }

        text = text[8..];
        if (text[0] == '.')
        {
            var end = text[1..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
            if (end < 1)
            {
                return false;
            }

            text = text[(end + 1)..];
        }

        return TryOffset(text, out var offset)
            // Appendix D: a leap second is at 23:59:60 UTC, whatever the local time is then.
            && (second < 60 || ((hour * 60) + minute - offset + MinutesADay) % MinutesADay == MinutesADay - 1);
    }

    private static bool TryOffset(ReadOnlySpan<byte> text, out int minutes)
    {
        minutes = 0;
        if (text.Length == 1)
        {
            return (text[0] | 0x20) == 'z';
        }

        // Unlike ISO 8601, section 5.6 has neither "+01" nor "+0100".
        if (text.Length != 6 || text[0] is not ((byte)'+' or (byte)'-') || text[3] != ':')
        {
            return false;
        }

        var hour = TwoDigits(text[1..]);
        var minute = TwoDigits(text[4..]);
        minutes = ((hour * 60) + minute) * (text[0] == '-' ? -1 : 1);
        return hour is >= 0 and <= 23 && minute is >= 0 and <= 59;
    }

    private static int TwoDigits(ReadOnlySpan<byte> text)
    {
        var tens = (uint)(text[0] - '0');
        var ones = (uint)(text[1] - '0');
        return tens > 9 || ones > 9 ? -1 : (int)((tens * 10) + ones);
    }
}
