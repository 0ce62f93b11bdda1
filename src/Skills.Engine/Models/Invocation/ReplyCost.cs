namespace Skills.Engine.Models.Invocation;

/// <summary>What a reply cost: what the provider charged where it says so in USD, otherwise its tokens by the catalog, and exact only when every part of the bill is known.</summary>
internal static class ReplyCost
{
    // More than a call can make, so that no number a provider sends empties a budget.
    private const long MostSearches = 10_000;

    public static Cost Of(ModelDefinition model, ModelReply reply, DateOnly day)
    {
        var charged = reply.ChargedUsd is >= 0 ? reply.ChargedUsd : null;
        if (charged is not null && reply.ChargeIsInUsd)
        {
            return new(charged, CostKind.Exact);
        }

        var price = model.PriceOn(day);
        var cost = CostCalculator.CostOf(price, reply.Usage, TierOf(reply.ServiceTier));
        if (cost.Usd is null && charged is not null)
        {
            return new(charged, CostKind.Estimated);
        }

        return cost.Usd is { } tokens ? Billed(tokens, cost.Kind, reply, price) : cost;
    }

    /// <summary>What the provider's prompt cache saved; null when it is not known.</summary>
    public static decimal? SavingOf(ModelDefinition model, ModelReply reply, DateOnly day) =>
        reply.ChargedUsd is null ? CostCalculator.PromptCacheSaving(model, reply.Usage, day, TierOf(reply.ServiceTier)) : null;

    // Searches have a price of their own. What else is billed beside the tokens is known by name only.
    private static Cost Billed(decimal tokens, CostKind kind, ModelReply reply, ModelPrice? price)
    {
        var fee = price?.WebSearch is { } perThousand ? Math.Clamp(reply.WebSearches ?? 0, 0, MostSearches) * perThousand / 1000 : (decimal?)null;
        var isAll = !HasMore(reply.BilledBeside, fee is not null) && (fee is not null || reply.WebSearches is null or 0);
        kind = kind is not CostKind.Exact ? kind : isAll ? KindOf(reply.ServiceTier, price) : CostKind.AtLeast;
        return new(tokens + (fee ?? 0), kind);
    }

    // A loop, since most replies have nothing beside their tokens.
    private static bool HasMore(IReadOnlyList<string> beside, bool paysSearches)
    {
        for (var i = 0; i < beside.Count; i++)
        {
            if (!paysSearches || !beside[i].StartsWith(ModelReply.SearchesBeside, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private static BillingTier TierOf(string? tier) => tier switch
    {
        "flex" => BillingTier.Flex,
        "priority" => BillingTier.Priority,
        "batch" => BillingTier.Batch,
        _ => BillingTier.Standard,
    };

    // Without a price of its own, flex and batch cost less than the catalog says, priority more, and what is not known, such as the tier "auto", could be either.
    private static CostKind KindOf(string? tier, ModelPrice? price) => tier switch
    {
        null or "" or "default" or "standard" or "on_demand" or "scale" => CostKind.Exact,
        "flex" when price is { FlexInput: not null, FlexOutput: not null } => CostKind.Exact,
        "batch" when price is { BatchInput: not null, BatchOutput: not null } => CostKind.Exact,
        "priority" when price is { PriorityInput: not null, PriorityOutput: not null } => CostKind.Exact,
        "priority" or "fast" => CostKind.AtLeast,
        _ => CostKind.Estimated,
    };
}
