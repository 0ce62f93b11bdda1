namespace Skills.Engine;

/// <summary>
/// Shares records of what was learned between processes, in the order in which they came. Must be thread-safe; called in the background only,
/// never on the path of a call.
/// </summary>
public interface ILearningLog
{
    /// <summary>Appends records of this process and returns those of others.</summary>
    /// <param name="records">What is new, oldest first; empty asks only.</param>
    /// <param name="after">The position of the last exchange; null begins with the oldest record that is kept.</param>
    /// <param name="cancellationToken">The deadline of the exchange.</param>
    Task<LearningLogPage> ExchangeAsync(IReadOnlyList<ReadOnlyMemory<byte>> records, string? after, CancellationToken cancellationToken);
}

/// <summary>Records that other processes appended.</summary>
/// <param name="Records">Oldest first, those of this process left out.</param>
/// <param name="Position">The position to continue from; null when nothing was ever appended.</param>
/// <param name="HasMore">Whether more can be read at once.</param>
public sealed record LearningLogPage(IReadOnlyList<ReadOnlyMemory<byte>> Records, string? Position, bool HasMore);
