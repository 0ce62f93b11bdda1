using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.AI;
using Skills.Engine.Providers.Http;

namespace Skills.Engine.Providers.ChatClient;

/// <summary>Turns with tool calls between Microsoft.Extensions.AI and the neutral form.</summary>
internal static class ChatClientTurn
{
    private static readonly JsonTypeInfo<IList<AIContent>> Contents = (JsonTypeInfo<IList<AIContent>>)AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(IList<AIContent>));
    private static readonly JsonTypeInfo Arguments = AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(IDictionary<string, object?>));

    /// <summary>The calls in the neutral form. Arguments that the client could not read are kept as what they are: no JSON.</summary>
    public static IReadOnlyList<ModelToolCall> CallsOf(List<FunctionCallContent> calls) =>
        [.. calls.Select(static (c, i) => new ModelToolCall(c.CallId is { Length: > 0 } id ? id : ToolText.IdFor(i), c.Name, TextOf(c)))];

    /// <summary>The contents of a turn with reasoning that must come back; null for any other.</summary>
    public static JsonElement? TurnOf(ChatResponse response)
    {
        IList<AIContent> contents = [.. response.Messages.SelectMany(static m => m.Contents).Where(static c => c is TextContent or TextReasoningContent or FunctionCallContent)];
        return contents.OfType<TextReasoningContent>().Any(static r => r.ProtectedData is { Length: > 0 }) ? JsonSerializer.SerializeToElement(contents, Contents) : null;
    }

    public static IList<AIContent> Read(JsonElement turn) => turn.Deserialize(Contents) ?? [];

    public static IDictionary<string, object?> ArgumentsOf(string arguments) =>
        ToolText.Parse(ToolText.ArgumentsOf(arguments)) is { ValueKind: JsonValueKind.Object } values
            ? values.EnumerateObject().ToDictionary(static p => p.Name, static p => (object?)p.Value.Clone())
            : new Dictionary<string, object?>();

    private static string TextOf(FunctionCallContent call) => call switch
    {
        { Exception: not null } => "(arguments that could not be read)",
        { Arguments: { } arguments } => JsonSerializer.Serialize(arguments, Arguments),
        _ => "",
    };
}
