using System.Runtime.InteropServices;
using System.Text.Json;

namespace Skills.JsonSchema.Values;

/// <summary>Values as they are shown in messages: on one line and cut when long.</summary>
internal static class Shortened
{
    private const int Longest = 60;

    public static string Of(JsonElement value)
    {
        var raw = JsonMarshal.GetRawUtf8Value(value);
        return value.ValueKind switch
        {
            JsonValueKind.String => Quoted(raw[1..^1]),
            JsonValueKind.Object => raw.Length <= Longest ? OneLine(raw) : $"an object of {Count(value.GetPropertyCount(), "property", "properties")}",
            JsonValueKind.Array => raw.Length <= Longest ? OneLine(raw) : $"an array of {Count(value.GetArrayLength(), "item", "items")}",
            _ => raw.Length <= Longest ? Utf8Text.ToText(raw) : Utf8Text.ToText(raw[..(Longest / 2)]) + "…",
        };
    }

    /// <summary>A name or text between its quotes, cut when long.</summary>
    public static string Quoted(ReadOnlySpan<byte> raw)
    {
        if (raw.Length <= Longest)
        {
            return "\"" + OneLine(raw) + "\"";
        }

        var end = Longest;
        while (end > 0 && (raw[end] & 0xC0) == 0x80)
        {
            end--;
        }

        var slash = raw[..end].LastIndexOf((byte)'\\');
        end = slash >= end - 12 && slash >= 0 ? slash : end;
        return "\"" + OneLine(raw[..end]) + "…\"";
    }

    public static string Count(long count, string one, string many) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{count} {(count == 1 ? one : many)}");

    /// <summary>A value as written, on one line.</summary>
    public static string OneLine(JsonElement value) => OneLine(JsonMarshal.GetRawUtf8Value(value)[..Math.Min(JsonMarshal.GetRawUtf8Value(value).Length, 400)]);

    private static string OneLine(ReadOnlySpan<byte> raw) =>
        System.Text.Encoding.UTF8.GetString(raw).ReplaceLineEndings(" ");
}
