using System.Text.Json;
using Skills.Engine.Inputs;
using Skills.Json;

namespace Skills.Engine.Batches.Replays;

/// <summary>Claims an id, runs the skill and stores the result, or waits for the one who does.</summary>
internal sealed class ReplayRunner(SkillExecutionEngine engine, IReplayStore store, ReplayOptions options, SkillsEngineOptions limits, TimeProvider time)
{
    public const int MaxIdLength = 200;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private readonly InputReader _inputs = new(limits.MaxInputBytes, limits.MaxInputDepth);

    public async Task<ReplaySafeResult> RunAsync(string id, Skill skill, object? inputs, SkillExecutionContext context, CancellationToken cancellationToken)
    {
        var (key, owner) = (KeyOf(context.TenantId, id), Guid.CreateVersion7(time.GetUtcNow()).ToString("n"));
        var (given, problem) = _inputs.Read(inputs);
        if (problem is not null)
        {
            return new(await engine.ExecuteAsync(skill, inputs, context, cancellationToken).ConfigureAwait(false), IsReplayed: false);
        }

        var fingerprint = FingerprintOf(skill, given);
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            var entry = await store.ClaimAsync(key, owner, fingerprint, options.Lease, cancellationToken).ConfigureAwait(false);
            if (entry.Fingerprint != fingerprint)
            {
                throw new BatchException("The execution id was used before with another skill or other inputs. Use one id for one call.");
            }

            if (entry.Result is { } stored)
            {
                return new(ReplayJson.Read(stored, context), IsReplayed: true);
            }

            if (entry.IsOwned)
            {
                return new(await ExecuteAsync(key, owner, fingerprint, skill, given, context, cancellationToken).ConfigureAwait(false), IsReplayed: false);
            }

            await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<SkillResult> ExecuteAsync(string key, string owner, string fingerprint, Skill skill, JsonElement inputs, SkillExecutionContext context, CancellationToken cancellationToken)
    {
        using var finished = new CancellationTokenSource();
        var renewing = RenewAsync(key, owner, finished.Token);
        var isStored = false;
        try
        {
            var result = await engine.ExecuteAsync(skill, inputs, context, cancellationToken).ConfigureAwait(false);
            if (!ReplayJson.MayPass(result))
            {
                // It is paid for, so it is stored although the caller leaves.
                await store.CompleteAsync(key, owner, fingerprint, ReplayJson.Text(result), options.KeepFor, CancellationToken.None).ConfigureAwait(false);
                isStored = true;
            }

            return result;
        }
        finally
        {
            await finished.CancelAsync().ConfigureAwait(false);
            await renewing.ConfigureAwait(false);
            if (!isStored)
            {
                await store.ReleaseAsync(key, owner, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    private async Task RenewAsync(string key, string owner, CancellationToken finished)
    {
        try
        {
            do
            {
                await Task.Delay(options.Lease / 3, time, finished).ConfigureAwait(false);
            }
            while (await store.RenewAsync(key, owner, options.Lease, finished).ConfigureAwait(false));
        }
        catch (Exception e) when (finished.IsCancellationRequested || e is not OutOfMemoryException)
        {
            // Without renewal the lease ends, and another call may run the skill too. The first stored result counts.
        }
    }

    // The id is free text, so it is hashed with its tenant.
    private static string KeyOf(string? tenant, string id)
    {
        using var hash = new ContentHasher();
        hash.Append(tenant);
        hash.Append(id);
        return hash.FinishHex();
    }

    private string FingerprintOf(Skill skill, JsonElement inputs)
    {
        using var hash = new ContentHasher();
        hash.Append(engine.HashOf(skill));
        hash.Append(inputs);
        return hash.FinishHex();
    }
}
