namespace Skills.Engine;

/// <summary>Chooses executions of an <see cref="IExecutionHistory"/>. Parts that are null choose all.</summary>
public sealed record ExecutionFilter
{
    /// <summary>Gets the slug of the skill, exactly.</summary>
    public string? Skill { get; init; }

    /// <summary>Gets the status in snake case, such as <c>failed</c>.</summary>
    public string? Status { get; init; }

    /// <summary>Gets the id of the model that answered, exactly.</summary>
    public string? Model { get; init; }

    /// <summary>Gets the tenant, exactly.</summary>
    public string? Tenant { get; init; }

    /// <summary>Gets whether the result came from the cache.</summary>
    public bool? CacheHit { get; init; }

    /// <summary>
    /// Gets a text that is looked for in the execution's id, skill, error code, model, tenant, user and trace id, without case.
    /// Prompts, inputs and outputs are not searched.
    /// </summary>
    public string? Search { get; init; }

    /// <summary>Gets the earliest start, included.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Gets the latest start, excluded.</summary>
    public DateTimeOffset? Before { get; init; }

    /// <summary>Gets <see cref="ExecutionPage.Next"/> of the page before; null for the first page.</summary>
    public string? After { get; init; }

    /// <summary>Gets the most executions of a page.</summary>
    /// <value>Default 50; 1 to 200. Other values are moved into this range.</value>
    public int Limit { get; init => field = Math.Clamp(value, 1, 200); } = 50;

    /// <summary>Gets whether anything but the skill and the time is asked for.</summary>
    internal bool LooksInside => (Status ?? Model ?? Tenant ?? Search) is not null || CacheHit is not null;
}
