using System.Text.Json;

namespace Skills.Engine.Outputs.Reading;

/// <summary>Free text as <c>{"content": …}</c>.</summary>
internal static class TextWrap
{
    public static JsonElement Content(string text) => JsonSerializer.SerializeToElement(new Dictionary<string, string> { ["content"] = text.Trim() });

    public static OutputEdit Edit(string text) => new("/content", "text_wrapped", EditKind.Safe, 1, 0, text.Length, null, EditText.Shorten(text.AsSpan().Trim()));
}
