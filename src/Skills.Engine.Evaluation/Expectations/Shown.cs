using System.Text.Encodings.Web;
using System.Text.Json;

namespace Skills.Engine.Evaluation.Expectations;

/// <summary>Values as findings show them.</summary>
internal static class Shown
{
    private const int Longest = 300;

    public static string Of(JsonElement? value) => value is { } some ? Cut(TextOf(some)) : "absent";

    public static string Of(string text) => Cut(JsonSerializer.Serialize(text, ShownContext.Default.String));

    public static string Cut(string text) => text.Length <= Longest ? text : string.Concat(text.AsSpan(0, Longest), "…");

    private static string TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Undefined => "absent",
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null => value.GetRawText(),
        _ => JsonSerializer.Serialize(value, ShownContext.Default.JsonElement),
    };
}
