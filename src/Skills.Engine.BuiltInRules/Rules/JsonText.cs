using System.Globalization;
using System.Text.Json;

namespace Skills.Engine.Rules;

/// <summary>Values as written in a rule's message.</summary>
internal static class JsonText
{
    private const int Longest = 80;

    /// <summary>A value as JSON, shortened.</summary>
    public static string Of(JsonElement value)
    {
        var text = value.GetRawText();
        return text.Length <= Longest ? text : text[..Longest] + "…";
    }

    /// <summary>What a value is, with its article.</summary>
    public static string KindOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => "a string",
        JsonValueKind.Number => IsInteger(value) ? "an integer" : "a number",
        JsonValueKind.True or JsonValueKind.False => "a boolean",
        JsonValueKind.Array => "an array",
        JsonValueKind.Object => "an object",
        _ => "null",
    };

    /// <summary>Whether a number has no fraction, so 1.0 does.</summary>
    public static bool IsInteger(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number
        && (value.TryGetInt64(out _) || (value.TryGetDouble(out var number) && double.IsFinite(number) && Math.Floor(number) == number));

    public static string Number(double number) => number.ToString("R", CultureInfo.InvariantCulture);
}
