using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Skills.Engine.Providers.Http;

/// <summary>Reading of foreign JSON: what is absent or of another kind is null, never an exception.</summary>
internal static class WireJson
{
    // Beyond any real count; keeps sums far from overflow.
    private const long MostTokens = 1_000_000_000_000;

    public static JsonElement? Get(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null
            ? value
            : null;

    public static JsonElement? Get(this JsonElement? element, string name) => element?.Get(name);

    public static string? Text(this JsonElement element, string name) =>
        element.Get(name) is { ValueKind: JsonValueKind.String } value ? value.AsText() : null;

    public static string? Text(this JsonElement? element, string name) => element?.Text(name);

    /// <summary>A code that may be a text or a number.</summary>
    public static string? Code(this JsonElement element, string name) => element.Get(name) switch
    {
        { ValueKind: JsonValueKind.String } text => text.AsText(),
        { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
        _ => null,
    };

    public static bool Flag(this JsonElement element, string name) => element.Get(name) is { ValueKind: JsonValueKind.True };

    /// <summary>A token count; null when absent, negative, fractional or absurd.</summary>
    public static long? Tokens(this JsonElement? element, string name) =>
        element?.Get(name) is { ValueKind: JsonValueKind.Number } number
        && number.TryGetDecimal(out var value) && value is >= 0 and <= MostTokens && value == decimal.Truncate(value)
            ? (long)value
            : null;

    public static JsonElement? First(this JsonElement? array) =>
        array is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() > 0 ? list[0] : null;

    public static JsonElement.ArrayEnumerator Items(this JsonElement? array) =>
        array is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : default;

    /// <summary>The text of a JSON string; null for anything else.</summary>
    public static string? AsTextOrNull(this JsonElement element) => element.ValueKind == JsonValueKind.String ? element.AsText() : null;

    /// <summary>The text of a JSON string. A lone surrogate, as when a stream splits a pair, is kept as it is.</summary>
    public static string AsText(this JsonElement element)
    {
        try
        {
            return element.GetString() ?? "";
        }
        catch (InvalidOperationException)
        {
            return Unescape(element.GetRawText());
        }
    }

    private static string Unescape(string raw)
    {
        var text = new StringBuilder(raw.Length);
        for (var i = 1; i < raw.Length - 1; i++)
        {
            if (raw[i] != '\\')
            {
                text.Append(raw[i]);
                continue;
            }

            i++;
            if (raw[i] == 'u')
            {
                text.Append((char)ushort.Parse(raw.AsSpan(i + 1, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                i += 4;
            }
            else
            {
                text.Append(raw[i] switch { 'b' => '\b', 'f' => '\f', 'n' => '\n', 'r' => '\r', 't' => '\t', var other => other });
            }
        }

        return text.ToString();
    }
}
