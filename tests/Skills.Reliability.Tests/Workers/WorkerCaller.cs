using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Skills.Engine.Batches;
using Skills.Reliability.Tests.Calls;

namespace Skills.Reliability.Tests.Workers;

/// <summary>Makes a call and reports how it ended.</summary>
internal sealed class WorkerCaller(WorkerConfig config, WorkerSkills skills, SkillExecutionEngine engine, PauseMeter pauses)
{
    public async Task<CallReport> RunAsync(int number, bool resumes)
    {
        var call = Call.Of(config.Seed, number);
        var (began, beganAt) = (Stopwatch.GetTimestamp(), DateTimeOffset.UtcNow);
        var report = new CallReport { Number = number, Process = config.Process, Ended = "result" };
        try
        {
            report = call.Kind is CallKind.Batch ? await BatchAsync(call, report, resumes) : Describe(report, await ExecuteAsync(call));
        }
        catch (OperationCanceledException) when (call.CancelAfter is not null)
        {
            report = report with { Ended = "canceled" };
        }
        catch (Exception e)
        {
            // The run judges it: no call may throw anything else.
            report = report with { Ended = e.GetType().Name, Code = e.Message };
        }

        return report with { Began = beganAt, At = DateTimeOffset.UtcNow, Ms = Stopwatch.GetElapsedTime(began).TotalMilliseconds, PauseMs = pauses.Since(began) };
    }

    private async Task<SkillResult> ExecuteAsync(Call call)
    {
        using var canceled = call.CancelAfter is { } after ? new CancellationTokenSource(after) : new CancellationTokenSource();
        object inputs = call.Kind is CallKind.Invalid ? new { wrong = call.Number } : new { key = call.Key };
        var context = new SkillExecutionContext { TenantId = call.Tenant, WorkflowId = config.Process, Timeout = call.Timeout };
        if (call.Kind is not CallKind.Stream)
        {
            return await engine.ExecuteAsync(skills[call.Kind], inputs, context, canceled.Token);
        }

        SkillResult? result = null;
        await foreach (var happened in engine.StreamAsync(skills[call.Kind], inputs, context, canceled.Token))
        {
            result = (happened as SkillResultEvent)?.Result ?? result;
        }

        return result ?? throw new InvalidOperationException("The stream ended without a result.");
    }

    private async Task<CallReport> BatchAsync(Call call, CallReport report, bool resumes)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"run-{call.Number}");
        var skill = skills[call.Kind] with { Id = "batch", Slug = "batch", Name = "batch" };
        var source = BatchSource.From(Enumerable.Range(0, Call.BatchItems).Select(i => new BatchItem(JsonElement.Parse($$"""{"key":"{{call.Key}}i{{i}}"}"""), $"item-{i}")));
        var isKnown = resumes && (await engine.Batches.ListAsync(10_000)).Any(r => r.Id == id);
        var options = new BatchRunOptions
        {
            Id = id,
            Parallelism = 2,
            MaxAttempts = 2,
            RetryDelay = TimeSpan.FromMilliseconds(200),
            Context = new() { TenantId = call.Tenant, WorkflowId = config.Process, Timeout = call.Timeout },
        };
        var run = isKnown ? await engine.Batches.ResumeAsync(id, skill, source, o => o with { Context = options.Context }) : await engine.Batches.StartAsync(skill, source, options);
        await engine.Batches.WaitAsync(run.Id);
        var rows = new HashSet<long>();
        var outputs = new List<ReportedOutput>();
        await foreach (var result in engine.Batches.ResultsAsync(run.Id))
        {
            rows.Add(result.Row);
            outputs.AddRange(Output(result.Outputs));
        }

        return report with { Rows = rows.Count, Outputs = outputs };
    }

    private static CallReport Describe(CallReport report, SkillResult result)
    {
        var all = result.Children.Prepend(result).ToList();
        return report with
        {
            Status = result.Status.ToString(),
            Code = result.Errors is [var first, ..] ? first.Code == "budget.unavailable" ? $"{first.Code}: {first.Message}" : first.Code : "",
            Executions = [.. all.Select(static r => r.ExecutionId)],
            Attempts = [.. all.SelectMany(static r => r.Attempts).Select(static a => new ReportedAttempt(a.ModelId, a.Error?.ToString()))],
            Usd = result.Cost.Usd,
            CostKind = result.Cost.Kind,
            IsHit = result.CacheHit,
            IsStale = result.IsStale,
            IsLossy = result.Edits.Any(static e => e.Kind == EditKind.Lossy),
            Outputs = result.IsSuccess ? [.. (result.Children is [] ? [result] : result.Children).SelectMany(static r => Output(r.Outputs))] : [],
        };
    }

    private static IEnumerable<ReportedOutput> Output(JsonElement? outputs)
    {
        if (outputs is { ValueKind: JsonValueKind.Object } value)
        {
            yield return new(
                value.GetProperty("key").GetString()!,
                value.GetProperty("tenant").GetString()!,
                DateTimeOffset.FromUnixTimeMilliseconds(value.GetProperty("made").GetInt64()),
                value.GetProperty("count").GetInt64());
        }
    }
}
