using System.Globalization;

namespace Skills.Jinja.Text;

/// <summary>Python's <c>strftime</c> in the C locale.</summary>
internal static class TimeFormat
{
    internal static void Write(TextBuffer text, string format, DateTime t, TimeSpan? offset)
    {
        for (var i = 0; i < format.Length; i++)
        {
            if (format[i] != '%' || i + 1 >= format.Length)
            {
                text.Append(format[i]);
                continue;
            }

            i++;
            var bare = format[i] == '-' && i + 1 < format.Length;
            if (bare)
            {
                i++;
            }

            var part = Part(format[i], t, offset);
            text.Append(bare ? Bare(part) : part);
        }
    }

    private static string Bare(string part) => part.TrimStart('0') is { Length: > 0 } trimmed ? trimmed : "0";

    private static string Part(char code, DateTime t, TimeSpan? offset)
    {
        string Net(string format) => t.ToString(format, CultureInfo.InvariantCulture);
        string Pad(int number, int width) => number.ToString(new string('0', width), CultureInfo.InvariantCulture);
        return code switch
        {
            'a' => Net("ddd"),
            'A' => Net("dddd"),
            'b' or 'h' => Net("MMM"),
            'B' => Net("MMMM"),
            'c' => Net("ddd MMM ") + t.Day.ToString(CultureInfo.InvariantCulture).PadLeft(2) + Net(" HH:mm:ss yyyy"),
            'C' => Pad(t.Year / 100, 2),
            'd' => Net("dd"),
            'D' or 'x' => Net("MM'/'dd'/'yy"),
            'e' => t.Day.ToString(CultureInfo.InvariantCulture).PadLeft(2),
            'f' => Pad((int)(t.Ticks % TimeSpan.TicksPerSecond / 10), 6),
            'F' => Net("yyyy-MM-dd"),
            'G' => Pad(ISOWeek.GetYear(t), 4),
            'g' => Pad(ISOWeek.GetYear(t) % 100, 2),
            'H' => Net("HH"),
            'I' => Net("hh"),
            'j' => Pad(t.DayOfYear, 3),
            'k' => t.Hour.ToString(CultureInfo.InvariantCulture).PadLeft(2),
            'l' => ((t.Hour + 11) % 12 + 1).ToString(CultureInfo.InvariantCulture).PadLeft(2),
            'm' => Net("MM"),
            'M' => Net("mm"),
            'n' => "\n",
            'p' => t.Hour < 12 ? "AM" : "PM",
            'P' => t.Hour < 12 ? "am" : "pm",
            'r' => Net("hh:mm:ss ") + (t.Hour < 12 ? "AM" : "PM"),
            'R' => Net("HH:mm"),
            's' => new DateTimeOffset(t, offset ?? TimeSpan.Zero).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
            'S' => Net("ss"),
            't' => "\t",
            'T' or 'X' => Net("HH:mm:ss"),
            'u' => (((int)t.DayOfWeek + 6) % 7 + 1).ToString(CultureInfo.InvariantCulture),
            'U' => Pad((t.DayOfYear + 6 - (int)t.DayOfWeek) / 7, 2),
            'V' => Pad(ISOWeek.GetWeekOfYear(t), 2),
            'w' => ((int)t.DayOfWeek).ToString(CultureInfo.InvariantCulture),
            'W' => Pad((t.DayOfYear + 6 - (((int)t.DayOfWeek + 6) % 7)) / 7, 2),
            'y' => Net("yy"),
            'Y' => t.Year.ToString(CultureInfo.InvariantCulture),
            'z' => offset is { } o ? (o < TimeSpan.Zero ? "-" : "+") + o.ToString("hhmm", CultureInfo.InvariantCulture) : "",
            'Z' => offset is { } z ? (z == TimeSpan.Zero ? "UTC" : "UTC" + (z < TimeSpan.Zero ? "-" : "+") + z.ToString("hh\\:mm", CultureInfo.InvariantCulture)) : "",
            '%' => "%",
            _ => "%" + code,
        };
    }
}
