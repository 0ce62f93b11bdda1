using System.Security.Cryptography;
using Microsoft.Extensions.Logging;

namespace Skills.Engine.AspNetCore;

/// <summary>Asynchronous runs under way and finished, in this process. Thread-safe, bounded in number and age; the host's end cancels what is under way.</summary>
internal sealed class RunStore(SkillsEndpointOptions options, TimeProvider time, ILogger logger, CancellationToken stopping)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Run> _runs = new(StringComparer.Ordinal);

    /// <summary>Starts a run in the background; null when all places are taken by runs under way.</summary>
    public Run? Start(Skill skill, SkillExecutionContext caller, Func<CancellationToken, Task<SkillResult>> execute)
    {
        Run run;
        lock (_gate)
        {
            if (!MakeRoom())
            {
                return null;
            }

            // Unguessable: whoever has the id of a run without a user may read it.
            run = new($"run_{RandomNumberGenerator.GetHexString(32, lowercase: true)}", skill, caller, time.GetUtcNow(), CancellationTokenSource.CreateLinkedTokenSource(stopping));
            _runs[run.Id] = run;
        }

        run.Finished = Task.Run(() => FinishAsync(run, execute), CancellationToken.None);
        return run;
    }

    /// <summary>A run of this caller; null when there is none, or it is another's.</summary>
    public Run? Find(string id, SkillExecutionContext caller)
    {
        lock (_gate)
        {
            return _runs.TryGetValue(id, out var run) && IsOf(run, caller) && !IsOver(run) ? run : null;
        }
    }

    /// <summary>The runs of a caller with a name, latest first; nobody's runs are found by their id only.</summary>
    public IReadOnlyList<Run> Of(SkillExecutionContext caller)
    {
        if (caller is { UserId: null, TenantId: null })
        {
            return [];
        }

        lock (_gate)
        {
            return [.. _runs.Values.Where(r => IsOf(r, caller) && !IsOver(r)).OrderByDescending(static r => r.CreatedAt)];
        }
    }

    private async Task FinishAsync(Run run, Func<CancellationToken, Task<SkillResult>> execute)
    {
        try
        {
            run.Finish(await execute(run.Token).ConfigureAwait(false), time.GetUtcNow());
        }
        catch (OperationCanceledException) when (run.Token.IsCancellationRequested)
        {
            run.Finish(ProblemType.Canceled, time.GetUtcNow());
        }
        catch (Exception e)
        {
            // Misuse by the host, such as a context that is out of range: nobody else would ever see it.
            logger.RunFailed(run.Id, run.Skill.Slug, e);
            run.Finish(ProblemType.Internal, time.GetUtcNow());
        }
    }

    private static bool IsOf(Run run, SkillExecutionContext caller) =>
        run.Caller.UserId == caller.UserId && run.Caller.TenantId == caller.TenantId;

    private bool IsOver(Run run) => run.CompletedAt + options.RunLifetime <= time.GetUtcNow();

    private bool MakeRoom()
    {
        foreach (var old in _runs.Values.Where(IsOver).ToList())
        {
            _runs.Remove(old.Id);
        }

        if (_runs.Count >= options.MaxRuns && _runs.Values.Where(static r => r.CompletedAt is not null).MinBy(static r => r.CompletedAt) is { } oldest)
        {
            _runs.Remove(oldest.Id);
        }

        return _runs.Count < options.MaxRuns;
    }
}
