using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Skills.Engine.AspNetCore.Problems;
using Skills.Engine.AspNetCore.Responses;

namespace Skills.Engine.AspNetCore.Execution;

/// <summary>An execution as server-sent events: <c>step</c>, <c>delta</c>, <c>partial</c>, <c>attempt</c>, and at the end <c>result</c> or <c>error</c>. The caller's leaving cancels it.</summary>
internal sealed record EventStream(SkillExecutionEngine Engine, SkillCall Call, SkillsEndpointOptions Options, TimeProvider Time) : IResult
{
    private const int PieceBytes = 16 * 1024;

    private static readonly byte[] Heartbeat = Encoding.ASCII.GetBytes(": keep-alive\n\n");

    /// <summary>Called once at the end, however it comes.</summary>
    public Action? Ended { get; init; }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-cache";
        response.Headers["X-Accel-Buffering"] = "no";
        try
        {
            await response.StartAsync(httpContext.RequestAborted).ConfigureAwait(false);
            await response.Body.FlushAsync(httpContext.RequestAborted).ConfigureAwait(false);
            await PumpAsync(response.Body, httpContext.RequestAborted).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (httpContext.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to be told.
        }
        catch (TimeoutException)
        {
            // A client that does not read would hold the reply for as long as its socket is open.
            httpContext.Abort();
        }
        finally
        {
            Ended?.Invoke();
        }
    }

    private async Task PumpAsync(Stream body, CancellationToken cancellationToken)
    {
        var events = Engine.StreamAsync(Call.Skill, Call.Inputs, Call.Caller, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using (events.ConfigureAwait(false))
        {
            var next = events.MoveNextAsync().AsTask();
            while (true)
            {
                try
                {
                    // Without the token: the stream itself ends with it, and must have ended before it is disposed of.
                    if (!await next.WaitAsync(Options.Heartbeat, Time, CancellationToken.None).ConfigureAwait(false))
                    {
                        return;
                    }
                }
                catch (TimeoutException) when (!next.IsCompleted)
                {
                    await BeatAsync(body, next, cancellationToken).ConfigureAwait(false);
                    continue;
                }

                await WriteAsync(body, Of(events.Current), cancellationToken).ConfigureAwait(false);
                next = events.MoveNextAsync().AsTask();
            }
        }
    }

    private async Task BeatAsync(Stream body, Task pending, CancellationToken cancellationToken)
    {
        try
        {
            await WriteAsync(body, Heartbeat, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await pending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
    }

    // In pieces, so that a slow client that still reads is not taken for one that does not.
    private async Task WriteAsync(Stream body, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        for (var rest = bytes; rest.Length > 0;)
        {
            var piece = rest[..Math.Min(rest.Length, PieceBytes)];
            rest = rest[piece.Length..];
            await TakenAsync(body.WriteAsync(piece, cancellationToken)).ConfigureAwait(false);
        }

        await TakenAsync(new(body.FlushAsync(cancellationToken))).ConfigureAwait(false);
    }

    private async ValueTask TakenAsync(ValueTask writing)
    {
        if (!writing.IsCompletedSuccessfully)
        {
            await writing.AsTask().WaitAsync(Options.StreamStallTimeout, Time, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private ReadOnlyMemory<byte> Of(SkillEvent happened) => happened switch
    {
        SkillStepEvent step => Event("step", w => w.WriteString("step", StepName.Of(step.Step))),
        SkillDeltaEvent delta => Event("delta", w => w.WriteString("text", delta.Text)),
        SkillReasoningEvent reasoning when Options.ShowRawOutput => Event("reasoning", w => w.WriteString("text", reasoning.Text)),
        SkillPartialEvent partial => Event("partial", w =>
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
        SkillAttemptEvent attempt => Event("attempt", w =>
        {
            w.WritePropertyName("attempt");
            AttemptJson.Write(w, attempt.Attempt);
        }),
        SkillToolCallEvent tool => Event("tool_call", w =>
        {
            w.WriteString("callId", tool.Call.Id);
            w.WriteString("name", tool.Call.Name);
            w.WriteNumber("round", tool.Round);
        }),
        SkillToolResultEvent tool => Event("tool_result", w =>
        {
            w.WriteString("callId", tool.Run.CallId);
            w.WriteString("name", tool.Run.Name);
            w.WriteString("status", JsonNamingPolicy.SnakeCaseLower.ConvertName(tool.Run.Status.ToString()));
            w.WriteNumber("latencyMs", tool.Run.LatencyMs);
        }),
        SkillResultEvent { Result: { IsSuccess: true } result } => Event("result", w => WriteResult(w, result)),
        SkillResultEvent { Result: var result } => Frame("error", Reply.Utf8(w => Problem.Write(w, result, Call.Skill.Slug, Options))),
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

    private static ReadOnlyMemory<byte> Event(string name, Action<Utf8JsonWriter> write) => Frame(name, Reply.Utf8(writer =>
    {
        writer.WriteStartObject();
        write(writer);
        writer.WriteEndObject();
    }));

    // JSON from the writer holds no line break, so one data line is enough.
    private static byte[] Frame(string name, ReadOnlyMemory<byte> json) =>
        [.. Encoding.ASCII.GetBytes($"event: {name}\ndata: "), .. json.Span, (byte)'\n', (byte)'\n'];
}
