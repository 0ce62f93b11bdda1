using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Skills.Engine;

/// <summary>What may be spent, by whom, in which period. Budgets are kept by an <see cref="IBudgetStore"/>: in this process unless another is registered.</summary>
public sealed class BudgetOptions
{
    /// <summary>The limits; an execution must fit into every one that concerns it. Empty: no budgets.</summary>
    public IList<BudgetLimit> Limits { get; } = [];

    /// <summary>Deadline of one call of the store.</summary>
    /// <value>Default two seconds; more than zero.</value>
    public TimeSpan StoreTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long an execution may wait for running ones to give back what they reserved and did not spend, and no longer than nine tenths of the time that it has left. Zero refuses at once.</summary>
    /// <value>Default ten seconds; at least zero.</value>
    public TimeSpan ReservationWait { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Most settlements that wait for a failing store. With more, executions are refused until the store answers again.</summary>
    /// <value>Default 10,000; at least 1.</value>
    [Range(1, 10_000_000)]
    public int MaxUnsettled { get; set; } = 10_000;

    /// <summary>How long stopping the host waits for settlements that the store has not taken yet.</summary>
    /// <value>Default five seconds; more than zero.</value>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether models and embeddings without a known price may be asked where a budget holds. They count as free. They are passed over by default, since nothing could hold them.</summary>
    /// <value>Default false.</value>
    public bool AllowUnknownPrice { get; set; }

    /// <summary>Whether executions run when the store fails. They are refused by default, since money could be spent twice.</summary>
    /// <value>Default false.</value>
    public bool AllowWhenStoreFails { get; set; }
}

/// <summary>One limit.</summary>
public sealed class BudgetLimit
{
    /// <summary>Whom it concerns.</summary>
    public BudgetScope Scope { get; set; }

    /// <summary>The one user, tenant or skill it concerns; null gives each its own budget. Not used with <see cref="BudgetScope.All"/>.</summary>
    public string? Id { get; set; }

    /// <summary>The length of a period.</summary>
    public BudgetPeriod Period { get; set; }

    /// <summary>Most that may be spent in a period, in USD.</summary>
    /// <value>Default 0, which refuses everything that costs; at least 0.</value>
    [Range(0.0, 1e9)]
    public decimal LimitUsd { get; set; }
}

/// <summary>Whom a limit concerns.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<BudgetScope>))]
public enum BudgetScope
{
    /// <summary>All executions together.</summary>
    All,

    /// <summary>A tenant; calls without one share a budget.</summary>
    Tenant,

    /// <summary>A user within a tenant; calls without one share a budget.</summary>
    User,

    /// <summary>A skill.</summary>
    Skill,
}

/// <summary>How long a budget lasts; days and months are those of UTC.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<BudgetPeriod>))]
public enum BudgetPeriod
{
    /// <summary>A day.</summary>
    Day,

    /// <summary>A calendar month.</summary>
    Month,

    /// <summary>For ever, or for as long as the store keeps it.</summary>
    Ever,
}
