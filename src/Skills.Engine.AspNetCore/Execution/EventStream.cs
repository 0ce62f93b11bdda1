using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Skills.Engine.AspNetCore.Problems;
using Skills.Engine.AspNetCore.Responses;

namespace Skills.Engine.AspNetCore.Execution;

/// <summary>An execution as server-sent events: <c>step</c>, <c>delta</c>, <c>partial</c>, <c>attempt</c>, and at the end <c>result</c> or <c>error</c>. The caller's leaving cancels it.</summary>
internal sealed record EventStream(SkillExecutionEngine Engine, SkillCall Call, SkillsEndpointOptions Options, TimeProvider Time) : IResult
{
    /// <summary>Called once at the end, however it comes.</summary>
    public Action? Ended { get; init; }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        try
        {
            var events = new EventResponse(httpContext, Options.Heartbeat, Options.StreamStallTimeout, Time);
            await events.WriteAsync(cancellationToken => Engine.StreamAsync(Call.Skill, Call.Inputs, Call.Caller, cancellationToken), Of, httpContext.RequestAborted).ConfigureAwait(false);
        }
        finally
        {
            Ended?.Invoke();
        }
    }

    private ReadOnlyMemory<byte> Of(SkillEvent happened) => happened switch
    {
        SkillStepEvent step => EventFrame.Object("step", w => w.WriteString("step", StepName.Of(step.Step))),
        SkillDeltaEvent delta => EventFrame.Object("delta", w => w.WriteString("text", delta.Text)),
        SkillReasoningEvent reasoning when Options.ShowRawOutput => EventFrame.Object("reasoning", w => w.WriteString("text", reasoning.Text)),
        SkillPartialEvent partial => EventFrame.Object("partial", w =>
        {
            w.WritePropertyName("value");
            if (partial.Value is { } value)
            {
                value.WriteTo(w);
            }
            else
            {
                w.WriteNullValue();
            }
        }),
        SkillAttemptEvent attempt => EventFrame.Object("attempt", w =>
        {
            w.WritePropertyName("attempt");
            AttemptJson.Write(w, attempt.Attempt);
        }),
        SkillToolCallEvent tool => EventFrame.Object("tool_call", w =>
        {
            w.WriteString("callId", tool.Call.Id);
            w.WriteString("name", tool.Call.Name);
            w.WriteNumber("round", tool.Round);
        }),
        SkillToolResultEvent tool => EventFrame.Object("tool_result", w =>
        {
            w.WriteString("callId", tool.Run.CallId);
            w.WriteString("name", tool.Run.Name);
            w.WriteString("status", JsonNamingPolicy.SnakeCaseLower.ConvertName(tool.Run.Status.ToString()));
            w.WriteNumber("latencyMs", tool.Run.LatencyMs);
        }),
        SkillResultEvent { Result: { IsSuccess: true } result } => EventFrame.Object("result", w => WriteResult(w, result)),
        SkillResultEvent { Result: var result } => EventFrame.Of("error", Reply.Utf8(w => Problem.Write(w, result, Call.Skill.Slug, Options))),
        _ => default,
    };

    private static void WriteResult(Utf8JsonWriter writer, SkillResult result)
    {
        writer.WriteString("runId", result.ExecutionId);
        writer.WriteString("version", result.SkillVersion);
        writer.WriteString("cache", ResultHeaders.CacheOf(result));
        writer.WriteString("model", result.ModelId);
        writer.WriteNumber("latencyMs", result.LatencyMs);
        if (result.CostUsd is { } cost)
        {
            writer.WriteNumber("costUsd", cost);
        }

        writer.WritePropertyName("outputs");
        if (result.Outputs is { } outputs)
        {
            outputs.WriteTo(writer);
        }
        else
        {
            writer.WriteNullValue();
        }
    }
}
