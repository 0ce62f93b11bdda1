using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Skills.Engine.Providers.Functions;

/// <summary>A skill as a chat client of Microsoft.Extensions.AI. The skill decides on models and options: those of a call are not used.</summary>
internal sealed class SkillChatClient(ISkillExecutionEngine engine, Skill skill, ChatInputs inputs) : IChatClient
{
    private readonly ChatClientMetadata _metadata = new("skills", defaultModelId: skill.Slug);

    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var result = await engine.ExecuteAsync(skill, inputs.Of(messages), inputs.ContextOf(options), cancellationToken).ConfigureAwait(false);
        result.EnsureSuccess();
        return new(new ChatMessage(ChatRole.Assistant, ContentsOf(result, withReasoning: true)))
        {
            ResponseId = result.ExecutionId,
            ModelId = result.ModelId,
            CreatedAt = result.CompletedAt,
            FinishReason = ChatFinishReason.Stop,
            Usage = UsageOf(result),
            RawRepresentation = result,
        };
    }

    // Text that may be replaced later, by a re-ask or a rule, is not shown before the end.
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var isText = skill.Output.Format != OutputFormat.Json && skill.Tools.Count == 0 && skill.ValidationRules.Count == 0;
        var shown = false;
        await foreach (var happened in engine.StreamAsync(skill, inputs.Of(messages), inputs.ContextOf(options), cancellationToken).ConfigureAwait(false))
        {
            if (happened is SkillDeltaEvent delta && isText)
            {
                shown = true;
                yield return new(ChatRole.Assistant, delta.Text);
            }
            else if (happened is SkillReasoningEvent reasoning)
            {
                yield return new(ChatRole.Assistant, [new TextReasoningContent(reasoning.Text)]);
            }
            else if (happened is SkillAttemptEvent { Attempt.Error: not null } && shown)
            {
                throw new IOException("The model's answer broke off after a part of it was shown. Ask again.");
            }
            else if (happened is SkillResultEvent { Result: var result })
            {
                result.EnsureSuccess();
                var contents = new List<AIContent>();
                if (!shown)
                {
                    contents.AddRange(ContentsOf(result, withReasoning: false));
                }

                if (UsageOf(result) is { } usage)
                {
                    contents.Add(new UsageContent(usage));
                }

                yield return new(ChatRole.Assistant, contents) { ResponseId = result.ExecutionId, ModelId = result.ModelId, FinishReason = ChatFinishReason.Stop, RawRepresentation = result };
            }
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(ChatClientMetadata) ? _metadata
            : serviceType.IsInstanceOfType(this) ? this
            : serviceType.IsInstanceOfType(engine) ? engine
            : null;
    }

    public void Dispose()
    {
        // The engine belongs to the host.
    }

    private static List<AIContent> ContentsOf(SkillResult result, bool withReasoning)
    {
        var text = new TextContent(TextOf(result));
        if (result.Citations.Count > 0)
        {
            // The places are those of the reply as the model wrote it.
            text.Annotations = [.. result.Citations.Select(c => AnnotationOf(c, hasPlaces: text.Text == result.RawOutput))];
        }

        return withReasoning && result.ReasoningText is { } reasoning ? [new TextReasoningContent(reasoning), text] : [text];
    }

    private static CitationAnnotation AnnotationOf(ModelCitation citation, bool hasPlaces) => new()
    {
        Url = Uri.TryCreate(citation.Url, UriKind.Absolute, out var url) ? url : null,
        Title = citation.Title,
        Snippet = citation.Text,
        FileId = citation.FileId,
        AnnotatedRegions = hasPlaces && citation is { Start: { } start, End: { } end } ? [new TextSpanAnnotatedRegion { StartIndex = start, EndIndex = end }] : null,
    };

    // The validated outputs: a text as it is, anything else as JSON.
    private static string TextOf(SkillResult result) => result.Outputs switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString()!,
        { ValueKind: JsonValueKind.Object } value when value.GetPropertyCount() == 1 && value.EnumerateObject().First() is { Value.ValueKind: JsonValueKind.String } only && only.Name == "content" => only.Value.GetString()!,
        { } value => value.GetRawText(),
        null => result.RawOutput ?? "",
    };

    private static UsageDetails? UsageOf(SkillResult result) => result.Usage is not { } usage ? null : new()
    {
        InputTokenCount = usage.InputTotal,
        OutputTokenCount = usage.OutputTotal,
        CachedInputTokenCount = usage.CacheRead,
        ReasoningTokenCount = usage.Reasoning,
        TotalTokenCount = usage.InputTotal + usage.OutputTotal,
    };
}
