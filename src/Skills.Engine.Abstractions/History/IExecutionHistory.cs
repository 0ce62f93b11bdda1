using System.Text.Json;

namespace Skills.Engine;

/// <summary>Reads recorded executions: one interface over every execution log that can be queried. Implementations are thread-safe.</summary>
/// <remarks>Each call does a bounded amount of work, whatever the number of recorded executions.</remarks>
public interface IExecutionHistory
{
    /// <summary>Returns one page of executions, latest first.</summary>
    /// <param name="filter">Which executions, and from where.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ArgumentException"><see cref="ExecutionFilter.After"/> is not a cursor of this history.</exception>
    ValueTask<ExecutionPage> ListAsync(ExecutionFilter filter, CancellationToken cancellationToken = default);

    /// <summary>Returns one execution in the form of <see cref="ExecutionLogEntry"/>, with names in snake case; null when it is not recorded.</summary>
    /// <param name="executionId">The execution's id.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    ValueTask<JsonElement?> FindAsync(string executionId, CancellationToken cancellationToken = default);

    /// <summary>Returns sums over whole days, UTC, with the largest number of executions first.</summary>
    /// <param name="by">What one sum is about.</param>
    /// <param name="from">The first day.</param>
    /// <param name="to">The last day, included.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    ValueTask<IReadOnlyList<ExecutionTotals>> TotalsAsync(ExecutionGrouping by, DateOnly from, DateOnly to, CancellationToken cancellationToken = default);
}
