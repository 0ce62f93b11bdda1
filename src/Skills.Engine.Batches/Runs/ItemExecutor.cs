using System.Text.Json;
using Skills.Engine.Batches.Storage;
using Skills.Engine.Batches.VendorBatches;

namespace Skills.Engine.Batches.Runs;

/// <summary>Executes the skill for one item.</summary>
internal sealed class ItemExecutor
{
    private readonly ISkillExecutionEngine _engine;
    private readonly TimeProvider _time;
    private readonly BatchRunOptions _options;
    private readonly Skill _skill;
    private readonly SkillExecutionContext _context;
    private readonly VendorQueue? _vendor;

    public ItemExecutor(ISkillExecutionEngine engine, Skill skill, BatchRun run, VendorQueue? vendor, TimeProvider time)
    {
        _vendor = vendor;
        (_engine, _time, _options) = (engine, time, run.Options);
        _context = run.Options.Context.WorkflowId is null ? run.Options.Context with { WorkflowId = run.Id } : run.Options.Context;

        // One instance for the run: what is compiled from a skill is kept with it.
        _skill = run.Options.MaxItemCostUsd is { } most && !(skill.Limits.MaxCostUsd <= most) ? skill with { Limits = skill.Limits with { MaxCostUsd = most } } : skill;
    }

    /// <summary>Returns the outcome, also of an execution that was canceled. Null when it only waited for a batch of its provider: then it is as if it was not started.</summary>
    public async Task<BatchOutcome?> RunAsync(BatchClaim claim, CancellationToken cancellationToken)
    {
        if (claim.Attempt > _options.MaxAttempts)
        {
            return ItemOutcomes.Lost(claim, _time.GetUtcNow());
        }

        var calls = _vendor is null ? null : new ItemCalls(_vendor, claim.Row);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _vendor?.Canceled ?? CancellationToken.None);
        try
        {
            var context = calls is null ? _context : _context with { Deferred = calls, Timeout = _vendor!.LongestExecution };
            var result = await _engine.ExecuteAsync(_skill, JsonElement.Parse(claim.Inputs), context, ends.Token).ConfigureAwait(false);
            return ItemOutcomes.Of(claim, calls?.Honest(result) ?? result, _options);
        }
        catch (OperationCanceledException) when (ends.IsCancellationRequested && calls is { IsOnlyParked: true })
        {
            return null;
        }
        catch (OperationCanceledException) when (ends.IsCancellationRequested)
        {
            return ItemOutcomes.Canceled(claim, _options, _time.GetUtcNow());
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return ItemOutcomes.Threw(claim, e, _time.GetUtcNow());
        }
    }
}
