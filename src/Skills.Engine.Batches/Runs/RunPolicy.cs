using Skills.Engine.Batches.Storage;

namespace Skills.Engine.Batches.Runs;

/// <summary>Validates and completes the policy of a run.</summary>
internal static class RunPolicy
{
    private const int MaxIdLength = 100;
    private const decimal MaxBudgetUsd = 1_000_000m;

    /// <summary>Throws if a value is out of its range.</summary>
    /// <exception cref="ArgumentException">It is.</exception>
    public static void Validate(BatchRunOptions options)
    {
        Check(options.Id is null || IsId(options.Id), $"Id must have 1 to {MaxIdLength} letters, digits, dots, hyphens and underscores, and begin with a letter or digit.");
        Check(options.Parallelism is >= 1 and <= 1024, "Parallelism must be from 1 to 1,024.");
        Check(options.BudgetUsd is null or (> 0 and <= MaxBudgetUsd), "BudgetUsd must be more than 0 and at most 1,000,000.");
        Check(options.MaxItemCostUsd is null or (> 0 and <= MaxBudgetUsd), "MaxItemCostUsd must be more than 0 and at most 1,000,000.");
        Check(options.MaxAttempts is >= 1 and <= 100, "MaxAttempts must be from 1 to 100.");
        Check(options.RetryDelay >= TimeSpan.Zero && options.RetryDelay <= TimeSpan.FromHours(1), "RetryDelay must be from zero to an hour.");
        Check(options.MaxPending is >= 1 and <= 1_000_000, "MaxPending must be from 1 to 1,000,000.");
        if (options.VendorBatches is { } vendor)
        {
            Validate(vendor);
        }

        Check(options.Context is not null, "Context must not be null.");
    }

    private static void Validate(VendorBatchOptions vendor)
    {
        Check(vendor.MaxParked is >= 1 and <= 100_000, "VendorBatches.MaxParked must be from 1 to 100,000.");
        Check(vendor.MaxItems is >= 1 and <= 100_000, "VendorBatches.MaxItems must be from 1 to 100,000.");
        Check(vendor.MaxInFlight is >= 1 and <= 100, "VendorBatches.MaxInFlight must be from 1 to 100.");
        Check(vendor.FillFor >= TimeSpan.Zero && vendor.FillFor <= TimeSpan.FromHours(1), "VendorBatches.FillFor must be from zero to an hour.");
        Check(vendor.PollEvery >= TimeSpan.FromMilliseconds(10) && vendor.PollEvery <= TimeSpan.FromHours(1), "VendorBatches.PollEvery must be from 10 milliseconds to an hour.");
        Check(vendor.OnlineAfter >= TimeSpan.FromMilliseconds(100) && vendor.OnlineAfter <= TimeSpan.FromDays(7), "VendorBatches.OnlineAfter must be from 100 milliseconds to seven days.");
        Check(vendor.MaxSubmissions is >= 1 and <= 10, "VendorBatches.MaxSubmissions must be from 1 to 10.");
    }

    /// <summary>Whether a text can be the id of a run.</summary>
    public static bool IsId(string id) =>
        id.Length is >= 1 and <= MaxIdLength && char.IsAsciiLetterOrDigit(id[0]) && id.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_');

    /// <summary>Returns the policy with what one item may cost, which a budget needs.</summary>
    /// <exception cref="BatchException">There is a budget, and nothing says what an item may cost.</exception>
    public static async Task<BatchRunOptions> CompleteAsync(BatchRunOptions options, Skill skill, ISkillExecutionEngine engine, Func<CancellationToken, ValueTask<BatchItem?>> first, CancellationToken cancellationToken)
    {
        var most = options.MaxItemCostUsd ?? skill.Limits.MaxCostUsd;
        if (most is null && options.BudgetUsd is not null)
        {
            most = await WorstAsync(skill, engine, options.Context, await first(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        }

        if (options.BudgetUsd is { } budget && most > budget)
        {
            throw new BatchException(FormattableString.Invariant($"One item may cost {most} USD, and the budget is {budget} USD. Raise the budget, or lower MaxItemCostUsd or the skill's limits.maxCostUsd."));
        }

        return options with { MaxItemCostUsd = most };
    }

    private static async Task<decimal?> WorstAsync(Skill skill, ISkillExecutionEngine engine, SkillExecutionContext context, BatchItem? first, CancellationToken cancellationToken)
    {
        if (first is null)
        {
            return null;
        }

        CostEstimate estimate;
        try
        {
            estimate = await engine.EstimateAsync(skill, first.Inputs, context, cancellationToken).ConfigureAwait(false);
        }
        catch (SkillExecutionException e)
        {
            throw new BatchException("The cost of the first item cannot be estimated, because its inputs are not valid or its prompt cannot be rendered. Set MaxItemCostUsd, or correct the first item.", e);
        }

        return estimate is { ExpectedUsd: not null, WorstUsd: { } worst }
            ? Math.Max(worst, Money.Usd(1))
            : throw new BatchException("The model of the skill has no known price, so a budget cannot be kept. Give the model a price, or set MaxItemCostUsd.");
    }

    private static void Check(bool holds, string message)
    {
        if (!holds)
        {
            throw new ArgumentException(message);
        }
    }
}
