namespace Skills.Engine.Models.Invocation;

/// <summary>What a reply cost: what the provider charged where it says so, otherwise its tokens by the catalog, and exact only when every part of the bill is known.</summary>
internal static class ReplyCost
{
    public static Cost Of(ModelDefinition model, ModelReply reply, DateOnly day)
    {
        if (reply.ChargedUsd is >= 0 and { } charged)
        {
            return new(charged, CostKind.Exact);
        }

        var cost = CostCalculator.CostOf(model, reply.Usage, day);
        if (cost.Kind is not CostKind.Exact)
        {
            return cost;
        }

        return reply.BilledBeside.Count > 0 ? cost with { Kind = CostKind.AtLeast } : cost with { Kind = KindOf(reply.ServiceTier) };
    }

    // Flex and batch cost less than the catalog says, priority more, and what is not known, such as the tier "auto", could be either.
    private static CostKind KindOf(string? tier) => tier switch
    {
        null or "" or "default" or "standard" or "on_demand" or "scale" => CostKind.Exact,
        "priority" or "fast" => CostKind.AtLeast,
        _ => CostKind.Estimated,
    };
}
