using System.Text.Json;
using Skills.Engine.Providers.Schemas;

namespace Skills.Engine.Providers.Http;

/// <summary>One call as its wire writes it: the request, and how the wanted shape is asked for.</summary>
internal sealed record WireRequest(ModelRequest Request, OutputStep Step, bool Stream, OptionReport Report)
{
    // The least that Anthropic's models take as a budget.
    private const int LeastThinking = 1024;

    public SchemaMode Mode => Step.Mode;

    public LoweredSchema? Schema => Step.Schema;

    public ModelDefinition Model => Request.Model;

    public ModelOptions Options => Request.Options;

    /// <summary>The messages to send: with the shape in words where only the prompt can ask for it, or for a part of it.</summary>
    public IReadOnlyList<ModelMessage> Messages { get; } = Sayable(Step.Mode == SchemaMode.Prompt || Step.InWords ? Describe(Request, Step) : Request.Messages);

    /// <summary>The name of the forced tool and of the schema.</summary>
    public string OutputName => Request.Output?.Name ?? "output";

    /// <summary>The longest reply to ask for, within the model's limit; null when neither skill nor caller says one.</summary>
    public int? MaxOutputTokens => Options.MaxOutputTokens is { } wanted && Model.MaxOutputTokens is { } limit ? Math.Min(wanted, limit) : Options.MaxOutputTokens;

    /// <summary>The reasoning to ask for; null when the skill wants none, or, with a warning, when the model does not reason.</summary>
    public ModelReasoning? Reasoning()
    {
        if (Options.Reasoning is not null && !Can(ModelCapabilities.Reasoning))
        {
            Report.Unsupported(Request, "reasoning", "the model does not reason.");
            return null;
        }

        return Options.Reasoning;
    }

    /// <summary>The budget for Anthropic's models, which must be less than the limit of the whole reply; null, with a warning, where that leaves no room.</summary>
    public int? ThinkingBudget(ModelReasoning wanted, long maxTokens)
    {
        if (maxTokens >= 2 * LeastThinking)
        {
            return maxTokens > wanted.ReservedTokens ? wanted.ReservedTokens : (int)(maxTokens - LeastThinking);
        }

        Report.Unsupported(Request, "reasoning", $"a reply of {maxTokens} tokens leaves no room for it.");
        return null;
    }

    /// <summary>The effort in the word that most vendors take.</summary>
    public static string WordOf(ModelReasoningEffort effort) => effort switch
    {
        ModelReasoningEffort.Low => "low",
        ModelReasoningEffort.High => "high",
        _ => "medium",
    };

    /// <summary>Whether the model may be offered tools, so that a forced one has no place.</summary>
    public bool OffersTools => OffersToolsIn(Request);

    public static bool OffersToolsIn(ModelRequest request) => request.Tools is not null || request.OfferedTools.Count > 0;

    /// <summary>The parts of a turn as this model wrote them; null when another model did, or the calls alone say it all.</summary>
    public JsonElement? TurnOf(ModelMessage message) =>
        message.Turn is { } turn && turn.ModelId == Model.Id && string.Equals(turn.Provider, Model.Provider, StringComparison.OrdinalIgnoreCase) ? turn.Content : null;

    public bool Can(ModelCapabilities capability) => (Model.Capabilities & capability) == capability;

    /// <summary>Returns the system messages and the turns, for APIs that take them apart. A conversation needs a turn, so the last of only system messages becomes one.</summary>
    public (List<ModelMessage> System, List<ModelMessage> Turns) Conversation()
    {
        var turns = Messages.Where(static m => m.Role != MessageRole.System).ToList();
        var system = Messages.Where(static m => m.Role == MessageRole.System).ToList();
        if (turns.Count == 0 && system.Count > 0)
        {
            turns.Add(system[^1] with { Role = MessageRole.User });
            system.RemoveAt(system.Count - 1);
        }

        return (system, turns);
    }

    // A message that renders to nothing is refused by some APIs and means nothing to the others.
    private static IReadOnlyList<ModelMessage> Sayable(IReadOnlyList<ModelMessage> messages)
    {
        if (!messages.Any(IsEmpty))
        {
            return messages;
        }

        var said = messages.Where(static m => !IsEmpty(m)).ToList();
        return said.Count > 0 ? said : messages;
    }

    private static bool IsEmpty(ModelMessage message) => 
        message is { Media.Count: 0, ToolCalls.Count: 0, ToolResults.Count: 0 } && string.IsNullOrWhiteSpace(message.Text);

    private static IReadOnlyList<ModelMessage> Describe(ModelRequest request, OutputStep step)
    {
        var words = request.Output?.Instructions
            ?? (step.IsStepDown && request.Output?.Schema is { } schema ? "Answer with one JSON value and nothing else. It must satisfy this JSON Schema:\n" + schema.GetRawText() : null);
        if (words is null || request.Messages.Count == 0)
        {
            return request.Messages;
        }

        var messages = request.Messages.ToList();
        var at = messages.FindLastIndex(static m => m.Role == MessageRole.User);
        if (at < 0)
        {
            messages.Add(new(MessageRole.User, words));
            return messages;
        }

        messages[at] = messages[at] with { Text = messages[at].Text + "\n\n" + words };
        return messages;
    }
}
