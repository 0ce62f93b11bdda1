using System.Text.Json;
using Skills.Engine.Batches.Storage;

namespace Skills.Engine.Batches.Runs;

/// <summary>Executes the skill for one item.</summary>
internal sealed class ItemExecutor
{
    private readonly ISkillExecutionEngine _engine;
    private readonly TimeProvider _time;
    private readonly BatchRunOptions _options;
    private readonly Skill _skill;
    private readonly SkillExecutionContext _context;

    public ItemExecutor(ISkillExecutionEngine engine, Skill skill, BatchRun run, TimeProvider time)
    {
        (_engine, _time, _options) = (engine, time, run.Options);
        _context = run.Options.Context.WorkflowId is null ? run.Options.Context with { WorkflowId = run.Id } : run.Options.Context;

        // One instance for the run: what is compiled from a skill is kept with it.
        _skill = run.Options.MaxItemCostUsd is { } most && !(skill.Limits.MaxCostUsd <= most) ? skill with { Limits = skill.Limits with { MaxCostUsd = most } } : skill;
    }

    /// <summary>Returns the outcome, also of an execution that was canceled.</summary>
    public async Task<BatchOutcome> RunAsync(BatchClaim claim, CancellationToken cancellationToken)
    {
        if (claim.Attempt > _options.MaxAttempts)
        {
            return ItemOutcomes.Lost(claim, _time.GetUtcNow());
        }

        try
        {
            var result = await _engine.ExecuteAsync(_skill, JsonElement.Parse(claim.Inputs), _context, cancellationToken).ConfigureAwait(false);
            return ItemOutcomes.Of(claim, result, _options, _time.GetUtcNow());
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ItemOutcomes.Canceled(claim, _options, _time.GetUtcNow());
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return ItemOutcomes.Threw(claim, e, _time.GetUtcNow());
        }
    }
}
