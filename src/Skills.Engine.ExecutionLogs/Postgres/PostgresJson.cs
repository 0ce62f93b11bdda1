using System.Globalization;
using System.Text;

namespace Skills.Engine.ExecutionLogs.Postgres;

/// <summary>Records as one JSON array that PostgreSQL takes: it refuses the character U+0000 and half surrogate pairs, which JSON may hold as escapes.</summary>
internal static class PostgresJson
{
    private const int EscapeLength = 6;

    public static string ArrayOf(IReadOnlyList<ExecutionRecord> records)
    {
        var json = new StringBuilder("[");
        foreach (var record in records)
        {
            if (json.Length > 1)
            {
                json.Append(',');
            }

            json.Append(Clean(Encoding.UTF8.GetString(ExecutionLogEntry.From(record).ToUtf8Json())));
        }

        return json.Append(']').ToString();
    }

    /// <summary>The same for plain text.</summary>
    public static string CleanText(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)).Replace('\0', '\uFFFD');

    /// <summary>Puts the replacement character in the place of what the server refuses.</summary>
    public static string Clean(string json)
    {
        StringBuilder? cleaned = null;
        var kept = 0;
        for (var at = json.IndexOf('\\', StringComparison.Ordinal); at >= 0; at = json.IndexOf('\\', at))
        {
            if (CodeUnit(json, at) is not { } unit)
            {
                at += 2;
                continue;
            }

            if (char.IsHighSurrogate(unit) && CodeUnit(json, at + EscapeLength) is { } next && char.IsLowSurrogate(next))
            {
                at += 2 * EscapeLength;
                continue;
            }

            if (unit == '\0' || char.IsSurrogate(unit))
            {
                (cleaned ??= new()).Append(json, kept, at - kept).Append("\\ufffd");
                kept = at + EscapeLength;
            }

            at += EscapeLength;
            if (at >= json.Length)
            {
                break;
            }
        }

        return cleaned is null ? json : cleaned.Append(json, kept, json.Length - kept).ToString();
    }

    private static char? CodeUnit(string json, int at) =>
        at + EscapeLength <= json.Length && json[at] == '\\' && json[at + 1] == 'u'
            && ushort.TryParse(json.AsSpan(at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit)
            ? (char)unit
            : null;
}
