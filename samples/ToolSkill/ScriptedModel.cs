using System.Text.Json;
using System.Text.RegularExpressions;

namespace Skills.Engine.ToolSkill;

/// <summary>A script in place of a model: calls the tool with the number in the question, then answers with what the tool said.</summary>
internal sealed partial class ScriptedModel : IModelClient
{
    public static ModelDefinition Model { get; } = new()
    {
        Id = "script",
        Provider = "script",
        ContextWindow = 10_000,
        MaxOutputTokens = 1_000,
        Capabilities = ModelCapabilities.Tools,
        Prices = [new() { Input = 0, Output = 0 }],
    };

    public ModelProvider Provider { get; } = new("script");

    public Task<ModelReply> InvokeAsync(ModelRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Task.FromResult(request.Messages[^1] is { Role: MessageRole.Tool, ToolResults: [var result] } ? Answer(result) : Call(request));
    }

    private static ModelReply Call(ModelRequest request)
    {
        var number = Number().Match(request.Messages[^1].Text).Value;
        return new()
        {
            Text = "",
            StopReason = StopReason.ToolUse,
            Calls = [new("call_1", request.OfferedTools[0].Name, JsonSerializer.Serialize(new { number }))],
            Usage = new() { InputUncached = 40, OutputVisible = 12 },
        };
    }

    private static ModelReply Answer(ModelToolResult result)
    {
        var text = result.IsError
            ? result.Text
            : JsonElement.Parse(result.Text) is var order ? $"Your order {order.GetProperty("number")} is {order.GetProperty("state")} and arrives on {order.GetProperty("delivery")}." : "";
        return new() { Text = text, Usage = new() { InputUncached = 70, OutputVisible = 14 } };
    }

    [GeneratedRegex("[A-Z]-[0-9]+")]
    private static partial Regex Number();
}
