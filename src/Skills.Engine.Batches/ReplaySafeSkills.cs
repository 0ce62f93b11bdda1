using Skills.Engine.Batches.Replays;

namespace Skills.Engine.Batches;

/// <summary>
/// Executes a skill once for an execution id of the caller, such as that of a workflow step that may be replayed. A second call with the
/// id returns the stored result. Concurrent calls wait for the first one. Thread-safe.
/// </summary>
/// <remarks>
/// A process that ends between the model's reply and the store leaves no result. The next call runs the skill again, once the lease of
/// the lost one ended. The result cache of the engine makes that cheap. Failures that may pass are not stored.
/// </remarks>
public sealed class ReplaySafeSkills
{
    private readonly ReplayRunner _runner;

    internal ReplaySafeSkills(ReplayRunner runner) => _runner = runner;

    /// <summary>Runs the skill, or returns the result that the id has.</summary>
    /// <param name="executionId">The caller's id, 1 to 200 characters. It counts within the tenant of <paramref name="context"/>.</param>
    /// <param name="skill">The skill.</param>
    /// <param name="inputs">As for <see cref="ISkillExecutionEngine.ExecuteAsync(Skill, object?, SkillExecutionContext?, CancellationToken)"/>.</param>
    /// <param name="context">The caller; null when anonymous.</param>
    /// <param name="cancellationToken">Ends the wait and the execution.</param>
    /// <returns>The result and whether it was stored before.</returns>
    /// <exception cref="ArgumentException">The id is empty or too long.</exception>
    /// <exception cref="BatchException">The id was used with another skill or other inputs.</exception>
    public Task<ReplaySafeResult> ExecuteAsync(string executionId, Skill skill, object? inputs = null, SkillExecutionContext? context = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(executionId);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(executionId.Length, ReplayRunner.MaxIdLength, nameof(executionId));
        ArgumentNullException.ThrowIfNull(skill);
        return _runner.RunAsync(executionId, skill, inputs, context ?? new(), cancellationToken);
    }
}
