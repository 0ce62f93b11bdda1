namespace Skills.Engine;

/// <summary>How budgets, ledger and what is learned are kept in Redis. The connection is that of <see cref="RedisCacheOptions"/>.</summary>
public sealed class RedisRoutingOptions
{
    /// <summary>The configuration section these are bound from.</summary>
    public const string SectionName = "SkillsEngine:Redis:Routing";

    /// <summary>First part of every key; engines with the same prefix share budgets, ledger and statistics.</summary>
    /// <value>Default <c>skills</c>; not empty.</value>
    public string KeyPrefix { get; set; } = "skills";

    /// <summary>How often what was spent is written to the ledger.</summary>
    /// <value>Default one second; more than zero.</value>
    public TimeSpan LedgerFlushEvery { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a day of the ledger is kept.</summary>
    /// <value>Default 400 days; more than zero.</value>
    public TimeSpan LedgerRetention { get; set; } = TimeSpan.FromDays(400);

    /// <summary>Gets or sets the number of outcomes kept for the learned difficulty. A process that starts learns from these. An outcome takes about a kilobyte.</summary>
    /// <value>Default 10,000; 100 to 1,000,000.</value>
    public int LearnedOutcomes { get; set; } = 10_000;

    /// <summary>Deadline of one exchange with the server; budgets have their own in <see cref="BudgetOptions.StoreTimeout"/>.</summary>
    /// <value>Default two seconds; more than zero.</value>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>What is wrong; empty when nothing is.</summary>
    internal IEnumerable<string> Check()
    {
        if (string.IsNullOrEmpty(KeyPrefix))
        {
            yield return $"{SectionName}:{nameof(KeyPrefix)} is empty; give one such as 'skills'.";
        }

        if (LearnedOutcomes is < 100 or > 1_000_000)
        {
            yield return FormattableString.Invariant($"{SectionName}:{nameof(LearnedOutcomes)} is {LearnedOutcomes}; it must be from 100 to 1,000,000.");
        }

        foreach (var (name, value) in new[] { (nameof(LedgerFlushEvery), LedgerFlushEvery), (nameof(LedgerRetention), LedgerRetention), (nameof(Timeout), Timeout) })
        {
            if (value <= TimeSpan.Zero)
            {
                yield return $"{SectionName}:{name} is {value}; it must be more than zero.";
            }
        }
    }
}
