using System.Text;
using System.Text.Json;
using Skills.Jinja;

namespace Skills.Engine.Prompts;

/// <summary>One entry of a skill's conversation, ready to be rendered.</summary>
internal abstract record CompiledMessage(JinjaExpression? When)
{
    /// <summary>The templates in it, for the check of names.</summary>
    public virtual IEnumerable<JinjaTemplate> Templates => [];

    public abstract void Append(List<ModelMessage> messages, JsonElement inputs, PromptNames others, CancellationToken cancellationToken);
}

/// <summary>A templated text.</summary>
internal sealed record TextMessage(JinjaExpression? When, MessageRole Role, JinjaTemplate Template, bool CacheBreakpoint) : CompiledMessage(When)
{
    public override IEnumerable<JinjaTemplate> Templates => [Template];

    public override void Append(List<ModelMessage> messages, JsonElement inputs, PromptNames others, CancellationToken cancellationToken) =>
        messages.Add(new(Role, Template.Render(inputs, others, cancellationToken)) { CacheBreakpoint = CacheBreakpoint });
}

/// <summary>A templated text or media URL, or the name of an input with media.</summary>
internal sealed record CompiledPart(JinjaTemplate? Text, JinjaTemplate? MediaUrl, SkillMessagePart Source)
{
    /// <summary>A template that uses the input with media, for the check of names; null without one.</summary>
    public JinjaTemplate? Input { get; init; }
}

/// <summary>Templated text and media.</summary>
internal sealed record PartsMessage(JinjaExpression? When, MessageRole Role, IReadOnlyList<CompiledPart> Parts, bool CacheBreakpoint) : CompiledMessage(When)
{
    public override IEnumerable<JinjaTemplate> Templates => Parts.SelectMany(static p => new[] { p.Text, p.MediaUrl, p.Input }).OfType<JinjaTemplate>();

    public override void Append(List<ModelMessage> messages, JsonElement inputs, PromptNames others, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        var media = new List<ModelMedia>();
        foreach (var part in Parts)
        {
            if (part.Text is { } words)
            {
                text.Append(text.Length > 0 ? "\n" : "").Append(words.Render(inputs, others, cancellationToken));
            }

            var before = media.Count;
            if (part.MediaUrl?.Render(inputs, others, cancellationToken) is { Length: > 0 } url)
            {
                media.Add(MediaInputs.Read(url, part.Source.MediaType));
            }
            else if (part.Source.MediaInput is { } input && inputs.TryGetProperty(input, out var value))
            {
                media.AddRange(MediaInputs.Read(value, input, part.Source.MediaType));
            }

            if (part.Source.CacheBreakpoint && media.Count > before)
            {
                media[^1] = media[^1] with { CacheBreakpoint = true };
            }
        }

        messages.Add(new(Role, text.ToString()) { Media = media, CacheBreakpoint = CacheBreakpoint });
    }
}

/// <summary>The skill's examples as user/assistant pairs, rendered when the skill is compiled.</summary>
internal sealed record ExamplesMessage(JinjaExpression? When) : CompiledMessage(When)
{
    public IReadOnlyList<ModelMessage> Turns { get; set; } = [];

    public override void Append(List<ModelMessage> messages, JsonElement inputs, PromptNames others, CancellationToken cancellationToken) =>
        messages.AddRange(Turns);
}

/// <summary>Earlier turns from an input. Only user and assistant may speak there: a system turn from data would be a forged role.</summary>
internal sealed record HistoryMessage(JinjaExpression? When, string Input, int? Last) : CompiledMessage(When)
{
    public override void Append(List<ModelMessage> messages, JsonElement inputs, PromptNames others, CancellationToken cancellationToken)
    {
        if (!inputs.TryGetProperty(Input, out var turns) || turns.ValueKind == JsonValueKind.Null)
        {
            return;
        }

        if (turns.ValueKind != JsonValueKind.Array)
        {
            throw Wrong("", "it is no array");
        }

        var skip = Last is { } last ? Math.Max(0, turns.GetArrayLength() - last) : 0;
        foreach (var (turn, index) in turns.EnumerateArray().Select(static (t, i) => (t, i)).Skip(skip))
        {
            messages.Add(new(RoleOf(turn, index), ContentOf(turn, index)));
        }
    }

    private MessageRole RoleOf(JsonElement turn, int index) => Text(turn, "role") switch
    {
        "user" => MessageRole.User,
        "assistant" => MessageRole.Assistant,
        _ => throw Wrong($"/{index}/role", "the role must be 'user' or 'assistant'"),
    };

    private string ContentOf(JsonElement turn, int index) => Text(turn, "content") ?? throw Wrong($"/{index}/content", "the content must be a text");

    private static string? Text(JsonElement turn, string name) =>
        turn.ValueKind == JsonValueKind.Object && turn.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private PromptRenderException Wrong(string path, string why) =>
        new("template.history", $"/{Input}{path}", $"The input '{Input}' is placed as history, an array of {{role, content}}, but {why}.");
}
