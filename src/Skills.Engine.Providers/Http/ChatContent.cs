using System.Text;
using System.Text.Json;

namespace Skills.Engine.Providers.Http;

/// <summary>Text and reasoning of a chat message or of a piece of one. Content is a text, or a part or a list of parts as Mistral and some gateways send it.</summary>
internal static class ChatContent
{
    /// <summary>The text; empty when there is none.</summary>
    public static string TextOf(JsonElement? message)
    {
        switch (message.Get("content"))
        {
            case { ValueKind: JsonValueKind.String } text:
                return text.AsText();
            case { ValueKind: JsonValueKind.Array } parts:
                var all = new StringBuilder();
                foreach (var part in parts.EnumerateArray())
                {
                    all.Append(part.Text("type") == "thinking" ? "" : part.AsTextOrNull() ?? part.Text("text"));
                }

                return all.ToString();
            case { ValueKind: JsonValueKind.Object } part:
                return part.Text("type") == "thinking" ? "" : part.Text("text") ?? "";
            default:
                return "";
        }
    }

    /// <summary>The reasoning beside the text, or among its parts; null when there is none.</summary>
    public static string? ReasoningOf(JsonElement? message)
    {
        if ((message.Text("reasoning_content") ?? message.Text("reasoning")) is { Length: > 0 } beside)
        {
            return beside;
        }

        var all = new StringBuilder();
        foreach (var part in message.Get("content").Items())
        {
            if (part.Text("type") == "thinking")
            {
                all.Append(part.Text("thinking"));
                foreach (var inner in part.Get("thinking").Items())
                {
                    all.Append(inner.Text("text"));
                }
            }
        }

        return all.Length > 0 ? all.ToString() : null;
    }
}
