using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Skills.Engine.AspNetCore.Diagnostics;
using Skills.Engine.AspNetCore.Idempotency;
using Skills.Engine.AspNetCore.Problems;

namespace Skills.Engine.AspNetCore.Runs;

/// <summary>Asynchronous runs under way and finished, in this process. Thread-safe, bounded in number, size and age; finished ones go from the largest holder first, and no holder takes all room. The host's end cancels what is under way.</summary>
internal sealed class RunStore(SkillsEndpointOptions options, TimeProvider time, ILogger logger, CancellationToken stopping)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Run> _runs = new(StringComparer.Ordinal);
    private long _bytes;

    /// <summary>Starts a run in the background; null when all room is taken by runs under way.</summary>
    /// <param name="skill">The skill.</param>
    /// <param name="caller">Who may ask for the run.</param>
    /// <param name="size">Bytes of its inputs.</param>
    /// <param name="execute">Runs the skill.</param>
    public Run? Start(Skill skill, SkillExecutionContext caller, long size, Func<CancellationToken, Task<SkillResult>> execute)
    {
        Run run;
        lock (_gate)
        {
            if (!MakeRoom(Shares.HolderOf(caller), size))
            {
                return null;
            }

            // Unguessable: a caller that has the id of a run without a user may read it.
            run = new($"run_{RandomNumberGenerator.GetHexString(32, lowercase: true)}", skill, caller, time.GetUtcNow(), CancellationTokenSource.CreateLinkedTokenSource(stopping)) { Size = size };
            _runs[run.Id] = run;
            _bytes += size;
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
            var result = await execute(run.Token).ConfigureAwait(false);
            run.Finish(result, time);
            Weigh(run, SizeOf(result));
        }
        catch (OperationCanceledException) when (run.Token.IsCancellationRequested)
        {
            run.Finish(ProblemType.Canceled, time);
        }
        catch (Exception e)
        {
            // Misuse by the host, such as a context that is out of range: nobody else would ever see it.
            logger.RunFailed(run.Id, run.Skill.Slug, e);
            run.Finish(ProblemType.Internal, time);
        }
    }

    private static bool IsOf(Run run, SkillExecutionContext caller) =>
        run.Caller.UserId == caller.UserId && run.Caller.TenantId == caller.TenantId;

    private bool IsOver(Run run) => run.EndedFor(time) >= options.RunLifetime;

    // How much a result holds is known at its end only. The run itself stays: somebody waits for it.
    private void Weigh(Run run, long size)
    {
        lock (_gate)
        {
            if (_runs.ContainsKey(run.Id))
            {
                _bytes += size - run.Size;
                run.Size = size;
                while (_bytes > options.MaxKeptBytes && OldestOfLargest(run) is { } oldest)
                {
                    Remove(oldest);
                }
            }
        }
    }

    private bool MakeRoom(string holder, long size)
    {
        foreach (var old in _runs.Values.Where(IsOver).ToList())
        {
            Remove(old);
        }

        if (!HasShare(holder, size))
        {
            return false;
        }

        while (!HasRoom() && OldestOfLargest(null) is { } oldest)
        {
            Remove(oldest);
        }

        return HasRoom();

        // A single run larger than the bound still finds room where nothing else is kept.
        bool HasRoom() => _runs.Count < options.MaxRuns && (_bytes + size <= options.MaxKeptBytes || _runs.Count == 0);
    }

    // The last tenth of the room is for those who hold less than what is free, so that one caller cannot shut out all others.
    private bool HasShare(string holder, long size)
    {
        var (runs, own, bytes, ownBytes) = (0, 0, 0L, 0L);
        foreach (var run in _runs.Values.Where(static r => r.CompletedAt is null))
        {
            var isOwn = Shares.HolderOf(run.Caller) == holder;
            (runs, own) = (runs + 1, own + (isOwn ? 1 : 0));
            (bytes, ownBytes) = (bytes + run.Size, ownBytes + (isOwn ? run.Size : 0));
        }

        var (free, freeBytes) = (options.MaxRuns - runs, options.MaxKeptBytes - bytes);
        return (free > options.MaxRuns / 10 || own < free) && (freeBytes - size >= options.MaxKeptBytes / 10 || ownBytes < freeBytes);
    }

    private Run? OldestOfLargest(Run? except)
    {
        var byBytes = _runs.Count < options.MaxRuns;
        return _runs.Values.Where(r => r.CompletedAt is not null && r != except)
            .GroupBy(static r => Shares.HolderOf(r.Caller))
            .MaxBy(g => byBytes ? g.Sum(static r => r.Size) : g.Count())?
            .MinBy(static r => r.CompletedAt);
    }

    private void Remove(Run run)
    {
        _runs.Remove(run.Id);
        _bytes -= run.Size;
    }

    private static long SizeOf(SkillResult result) =>
        SizeOf(result.Inputs) + SizeOf(result.Outputs)
        + (2L * ((result.RenderedPrompt?.Length ?? 0) + (result.RawOutput?.Length ?? 0) + result.Messages.Sum(static m => (long)m.Text.Length)))
        + result.Children.Sum(SizeOf);

    private static long SizeOf(JsonElement? value) =>
        value is { ValueKind: not JsonValueKind.Undefined } element ? JsonMarshal.GetRawUtf8Value(element).Length : 0;
}
