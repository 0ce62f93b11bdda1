using System.Diagnostics;
using static Skills.Engine.SkillDiagnostics;

namespace Skills.Engine.Diagnostics;

/// <summary>The span of one try at a model, by the conventions for generative AI.</summary>
internal static class AttemptSpan
{
    /// <summary>Every skill is run as a chat.</summary>
    public const string Operation = "chat";

    public static Activity? Start(ActivitySource source, ModelRequest request, int number, string reason, bool streaming, bool selfTracing)
    {
        var tags = new TagList { { Tags.AttemptNumber, number }, { Tags.AttemptReason, reason } };
        if (selfTracing)
        {
            tags.Add(Tags.Model, request.Model.Id);
            tags.Add(Tags.Provider, request.Model.Provider);
            return source.StartActivity(ActivityKind.Internal, tags: tags, name: $"{Spans.Attempt} {request.Model.Id}");
        }

        tags.Add(GenAi.OperationName, Operation);
        tags.Add(GenAi.ProviderName, ProviderName(request.Model.Provider));
        tags.Add(GenAi.RequestModel, request.Model.WireId);

        var span = source.StartActivity(ActivityKind.Client, tags: tags, name: $"{Operation} {request.Model.WireId}");
        if (span is { IsAllDataRequested: true })
        {
            Describe(span, request, streaming);
        }

        return span;
    }

    public static void Describe(Activity span, SkillAttempt attempt, ModelReply? reply, GenAiNames names)
    {
        if (attempt.Error is { } error)
        {
            span.SetTag(Tags.ErrorType, WireNames<ModelErrorKind>.Of(error));
            span.SetStatus(ActivityStatusCode.Error);
        }

        if (!span.IsAllDataRequested)
        {
            return;
        }

        span.SetTag(Tags.CostUsd, (double?)attempt.Cost.Usd);
        span.SetTag(Tags.CostKind, WireNames<CostKind>.Of(attempt.Cost.Kind));
        if (span.Kind != ActivityKind.Client)
        {
            return;
        }

        span.SetTag(Tags.SchemaMode, WireNames<SchemaMode>.Of(attempt.SchemaMode));
        span.SetTag(GenAi.ResponseId, reply?.RequestId ?? attempt.RequestId);
        span.SetTag(GenAi.ResponseModel, reply?.ModelName);
        span.SetTag(GenAi.ResponseTimeToFirstChunk, (reply?.TimeToFirstToken)?.TotalSeconds ?? attempt.TimeToFirstTokenMs / 1000);
        if ((reply?.StopReason ?? attempt.StopReason) is { } stop)
        {
            span.SetTag(GenAi.ResponseFinishReasons, new[] { FinishReason(stop) });
        }

        if (attempt.Usage is { } usage)
        {
            span.SetTag(GenAi.UsageInput, usage.InputTotal);
            span.SetTag(GenAi.UsageOutput, usage.OutputTotal);
            span.SetTag(GenAi.UsageCacheRead, usage.CacheRead);
            span.SetTag(GenAi.UsageReasoning, usage.Reasoning);
            span.SetTag(names.CacheWriteTokens, usage.CacheWrite5m is null && usage.CacheWrite1h is null ? null : (usage.CacheWrite5m ?? 0) + (usage.CacheWrite1h ?? 0));
        }
    }

    /// <summary>The conventions' name of a provider; one they do not know keeps its own.</summary>
    public static string ProviderName(string provider) => provider switch
    {
        "google" => "gcp.gemini",
        "watsonx" => "ibm.watsonx.ai",
        _ => provider,
    };

    public static string FinishReason(StopReason reason) => reason switch
    {
        StopReason.Completed or StopReason.StopSequence => "stop",
        StopReason.MaxTokens or StopReason.ContextWindow => "length",
        StopReason.ToolUse => "tool_call",
        StopReason.Refusal or StopReason.ContentFilter => "content_filter",
        _ => "unknown",
    };

    private static void Describe(Activity span, ModelRequest request, bool streaming)
    {
        if (request.Skill is { } skill)
        {
            span.SetTag(GenAi.PromptName, skill.Slug);
            span.SetTag(GenAi.PromptVersion, skill.Version);
        }

        span.SetTag(GenAi.OutputType, request.Output is null ? "text" : "json");
        span.SetTag(GenAi.RequestStream, streaming ? true : null);
        span.SetTag(GenAi.RequestTemperature, request.Options.Temperature);
        span.SetTag(GenAi.RequestTopP, request.Options.TopP);
        span.SetTag(GenAi.RequestTopK, request.Options.TopK);
        span.SetTag(GenAi.RequestMaxTokens, request.Options.MaxOutputTokens);
        span.SetTag(GenAi.RequestFrequencyPenalty, request.Options.FrequencyPenalty);
        span.SetTag(GenAi.RequestPresencePenalty, request.Options.PresencePenalty);
        span.SetTag(GenAi.RequestSeed, request.Options.Seed);
        if (request.Options.StopSequences is { Count: > 0 } stops)
        {
            span.SetTag(GenAi.RequestStopSequences, stops.ToArray());
        }
    }
}
