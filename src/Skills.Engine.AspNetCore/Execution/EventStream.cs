using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Skills.Engine.AspNetCore.Problems;
using Skills.Engine.AspNetCore.Responses;

namespace Skills.Engine.AspNetCore.Execution;

/// <summary>An execution as server-sent events: <c>step</c>, <c>delta</c>, <c>partial</c>, <c>attempt</c>, and at the end <c>result</c> or <c>error</c>. The caller's leaving cancels it.</summary>
internal sealed record EventStream(SkillExecutionEngine Engine, SkillCall Call, SkillsEndpointOptions Options, TimeProvider Time) : IResult
{
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
                    await WriteAsync(body, Heartbeat, next, cancellationToken).ConfigureAwait(false);
                    continue;
                }

                await body.WriteAsync(Of(events.Current), cancellationToken).ConfigureAwait(false);
                await body.FlushAsync(cancellationToken).ConfigureAwait(false);
                next = events.MoveNextAsync().AsTask();
            }
        }
    }

    private static async Task WriteAsync(Stream body, byte[] bytes, Task pending, CancellationToken cancellationToken)
    {
        try
        {
            await body.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
            await body.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await pending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
    }

    private ReadOnlyMemory<byte> Of(SkillEvent happened) => happened switch
    {
        SkillStepEvent step => Event("step", w => w.WriteString("step", StepName.Of(step.Step))),
        SkillDeltaEvent delta => Event("delta", w => w.WriteString("text", delta.Text)),
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
