namespace Skills.Engine;

/// <summary>Keeps what was spent, by day, tenant, skill and model. Must be thread-safe.</summary>
public interface ICostLedger
{
    /// <summary>Takes in one try at a model; must return at once and never throw.</summary>
    /// <param name="entry">The try.</param>
    void Record(LedgerEntry entry);

    /// <summary>Reads sums.</summary>
    /// <param name="query">What to sum.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>One line per day, tenant, skill and model, in that order.</returns>
    ValueTask<IReadOnlyList<LedgerLine>> ReadAsync(LedgerQuery query, CancellationToken cancellationToken);
}

/// <summary>One try at a model, as the ledger takes it.</summary>
public sealed record LedgerEntry
{
    /// <summary>The day of the try, UTC.</summary>
    public required DateOnly Day { get; init; }

    /// <summary>The tenant; empty when none was given.</summary>
    public string Tenant { get; init; } = "";

    /// <summary>The skill's id.</summary>
    public required string Skill { get; init; }

    /// <summary>The model's provider.</summary>
    public required string Provider { get; init; }

    /// <summary>The model's id.</summary>
    public required string Model { get; init; }

    /// <summary>What it cost.</summary>
    public required Cost Cost { get; init; }

    /// <summary>Tokens; null when none were reported.</summary>
    public TokenUsage? Usage { get; init; }
}

/// <summary>Which lines to read; null takes all.</summary>
public sealed record LedgerQuery
{
    /// <summary>First day.</summary>
    public required DateOnly From { get; init; }

    /// <summary>Last day, included.</summary>
    public required DateOnly To { get; init; }

    /// <summary>One tenant only.</summary>
    public string? Tenant { get; init; }

    /// <summary>One skill only.</summary>
    public string? Skill { get; init; }

    /// <summary>One model only, by id.</summary>
    public string? Model { get; init; }
}

/// <summary>What was spent on one day by one tenant with one skill at one model.</summary>
/// <param name="Day">The day, UTC.</param>
/// <param name="Tenant">The tenant; empty when none was given.</param>
/// <param name="Skill">The skill's id.</param>
/// <param name="Provider">The model's provider.</param>
/// <param name="Model">The model's id.</param>
/// <param name="Tries">Tries at the model, failed and canceled ones included.</param>
/// <param name="Uncertain">Tries whose cost is a lower bound, estimated or unknown.</param>
/// <param name="InputTokens">Input tokens reported.</param>
/// <param name="OutputTokens">Output tokens reported.</param>
/// <param name="Usd">Sum of what is known.</param>
public sealed record LedgerLine(
    DateOnly Day,
    string Tenant,
    string Skill,
    string Provider,
    string Model,
    long Tries,
    long Uncertain,
    long InputTokens,
    long OutputTokens,
    decimal Usd);
