using System.ComponentModel.DataAnnotations;

namespace Skills.Engine.Batches;

/// <summary>The policy of a run. It is stored with the run, so every worker follows it.</summary>
public sealed record BatchRunOptions
{
    /// <summary>Gets the id of the run: 1 to 100 letters, digits, dots, hyphens and underscores.</summary>
    /// <value>Default null: a new id, sortable by time.</value>
    public string? Id { get; init; }

    /// <summary>Gets the most executions at the same time, in each process.</summary>
    /// <value>Default 8; 1 to 1,024.</value>
    [Range(1, 1024)]
    public int Parallelism { get; init; } = 8;

    /// <summary>Gets the most that the whole run may cost, in USD, over all its processes and resumes.</summary>
    /// <value>Default null: no bound. Otherwise more than 0, at most 1,000,000.</value>
    public decimal? BudgetUsd { get; init; }

    /// <summary>
    /// Gets the most that one item may cost, in USD. With a budget, that much is reserved for each item before it is started, and
    /// the engine makes no call that could pass it.
    /// </summary>
    /// <value>Default null: the skill's <c>limits.maxCostUsd</c>, otherwise the worst case that is estimated for the first item.</value>
    public decimal? MaxItemCostUsd { get; init; }

    /// <summary>Gets the time after which no item is started. Executions under way are canceled, and their items wait for a resume.</summary>
    /// <value>Default null: none.</value>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>Gets how often an item is started, after failures that may pass and after lost workers, before it is a dead letter.</summary>
    /// <value>Default 3; 1 to 100.</value>
    [Range(1, 100)]
    public int MaxAttempts { get; init; } = 3;

    /// <summary>Gets the wait before the second attempt at an item. Each further wait is twice as long, at most five minutes. A longer wait that a provider asks for is kept.</summary>
    /// <value>Default five seconds; zero to an hour.</value>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Gets the most items that are read from the source and have no result yet.</summary>
    /// <value>Default 10,000; 1 to 1,000,000.</value>
    [Range(1, 1_000_000)]
    public int MaxPending { get; init; } = 10_000;

    /// <summary>Gets how model calls go through the batch endpoints of their providers, at a lower price and within hours.</summary>
    /// <value>Default null: every model is asked online.</value>
    public VendorBatchOptions? VendorBatches { get; init; }

    /// <summary>Gets the caller of the executions. <see cref="SkillExecutionContext.WorkflowId"/> is the id of the run if it is null.</summary>
    public SkillExecutionContext Context { get; init; } = new();
}
