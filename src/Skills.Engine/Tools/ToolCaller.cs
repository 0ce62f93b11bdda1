using System.Text.Json;
using Microsoft.Extensions.Options;

namespace Skills.Engine.Tools;

/// <summary>Runs one call of a tool: validates its arguments, has it approved, and bounds its time and the size of its result. Thread-safe.</summary>
internal sealed class ToolCaller(IOptions<SkillsEngineOptions> options, TimeProvider time, ISkillToolApprover? approver = null)
{
    private readonly SkillToolOptions _options = options.Value.Tools;

    /// <summary>Runs a call. Every failure is in what it returns, cancellation too.</summary>
    public async Task<SkillToolRun> RunAsync(ToolCall call, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var run = new SkillToolRun
        {
            CallId = call.Asked.Id,
            Name = call.Asked.Name,
            Round = call.Round,
            Arguments = call.Asked.Arguments,
            StartedAt = time.GetUtcNow(),
        };
        run = await OutcomeAsync(run, call, cancellationToken).ConfigureAwait(false);
        return run with { LatencyMs = time.GetElapsedTime(started).TotalMilliseconds };
    }

    /// <summary>The outcome of a call that the host ran itself.</summary>
    public SkillToolRun Complete(SkillToolRun run, SkillTool? tool, ModelToolResult given) => given.IsError
        ? Fail(run, SkillToolStatus.Failed, Cut(given.Text, tool).Text)
        : Succeed(run with { Error = null }, tool, given.Text);

    private async ValueTask<SkillToolRun> OutcomeAsync(SkillToolRun run, ToolCall call, CancellationToken cancellationToken)
    {
        if (call.Refusal is { } refusal)
        {
            return Fail(run, refusal.Status, refusal.Sentence);
        }

        var (invocation, problem) = ToolArguments.Read(call, _options.MaxArgumentCharacters);
        if (invocation is null)
        {
            return Fail(run, SkillToolStatus.InvalidArguments, problem!);
        }

        try
        {
            var approval = call.Tool!.Tool.RequiresApproval ? await ApproveAsync(invocation, cancellationToken).ConfigureAwait(false) : SkillToolApproval.Approved;
            return approval.IsApproved
                ? await InvokeAsync(run, invocation, call.Handler!, cancellationToken).ConfigureAwait(false)
                : Fail(run, SkillToolStatus.Denied, $"The call was not approved.{(approval.Reason is { Length: > 0 } reason ? " " + reason : "")}");
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return Fail(run, SkillToolStatus.Canceled, "The execution ended before the tool did.");
        }
    }

    private async ValueTask<SkillToolApproval> ApproveAsync(SkillToolInvocation call, CancellationToken cancellationToken)
    {
        if (approver is null)
        {
            return SkillToolApproval.Denied("No approver is registered.");
        }

        try
        {
            return await approver.ApproveAsync(call, cancellationToken).AsTask().WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            return SkillToolApproval.Denied("The approver failed.");
        }
    }

    private async ValueTask<SkillToolRun> InvokeAsync(SkillToolRun run, SkillToolInvocation call, SkillToolHandler handler, CancellationToken cancellationToken)
    {
        var timeout = call.Tool.Timeout ?? _options.CallTimeout;
        using var deadline = new CancellationTokenSource(timeout, time);
        using var canceling = cancellationToken.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), deadline);
        Task<JsonElement>? running = null;
        try
        {
            // A tool that blocks its thread, or ignores its token, is abandoned at its deadline.
            var token = deadline.Token;
            running = Task.Run(async () => await handler(call, token).ConfigureAwait(false), CancellationToken.None);
            return Succeed(run, call.Tool, await running.WaitAsync(token).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Observe(running);
            throw;
        }
        catch (OperationCanceledException e) when (deadline.IsCancellationRequested)
        {
            Observe(running);
            return Fail(run, SkillToolStatus.Failed, FormattableString.Invariant($"The tool did not end within {timeout.TotalSeconds:0.###} s.")) with { Exception = e };
        }
        catch (SkillToolException e)
        {
            return Fail(run, SkillToolStatus.Failed, e.Message) with { Exception = e };
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Its message may hold what neither the model nor a log may see.
            return Fail(run, SkillToolStatus.Failed, $"The tool failed with {e.GetType().Name}.") with { Exception = e };
        }
    }

    private SkillToolRun Succeed(SkillToolRun run, SkillTool tool, JsonElement result)
    {
        var text = result.ValueKind switch
        {
            JsonValueKind.Undefined => "",
            JsonValueKind.String => result.GetString()!,
            _ => result.GetRawText(),
        };
        return Succeed(run, tool, text);
    }

    private SkillToolRun Succeed(SkillToolRun run, SkillTool? tool, string text)
    {
        var (shown, isCut) = Cut(text, tool);
        return run with { Status = SkillToolStatus.Succeeded, Result = shown, IsTruncated = isCut };
    }

    private (string Text, bool IsCut) Cut(string text, SkillTool? tool)
    {
        var most = tool?.MaxResultCharacters ?? _options.MaxResultCharacters;
        if (text.Length <= most)
        {
            return (text, false);
        }

        var end = char.IsHighSurrogate(text[most - 1]) ? most - 1 : most;
        return (string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{text.AsSpan(0, end)}\n[The result was cut: it has {text.Length} characters, and the first {end} are shown.]"), true);
    }

    private static SkillToolRun Fail(SkillToolRun run, SkillToolStatus status, string sentence) => run with { Status = status, Error = sentence };

    // An error of an abandoned tool is not reported any more.
    private static void Observe(Task? task) =>
        _ = task?.ContinueWith(static t => _ = t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
}
