using Skills.JsonSchema.Values;

namespace Skills.JsonSchema.Compilation;

/// <summary>Shortens what the verdict alone needs: references that say nothing else, and schemas listed twice.</summary>
internal static class Planner
{
    public static void Shorten(List<SchemaNode> nodes)
    {
        foreach (var node in nodes)
        {
            var target = node;
            while (Forwards(target) is { } next)
            {
                target = next;
            }

            node.Plan = target;
        }

        ShortenLists(nodes);
    }

    // Twice the same schema for the same value gives the same answer; left alone, such lists multiply when nested.
    private static void ShortenLists(List<SchemaNode> nodes)
    {
        foreach (var node in nodes)
        {
            if (node.InPlace is { AllOf.Length: > 0 } rules)
            {
                rules.AllOfPlans = [.. rules.AllOf.Select(static branch => branch.Plan).Distinct()];
            }

            if (node.InPlace is { AnyOf.Length: > 0 } choice)
            {
                choice.AnyOfPlans = [.. choice.AnyOf.Select(static branch => branch.Plan).Distinct()];
            }
        }
    }

    private static SchemaNode? Forwards(SchemaNode node)
    {
        var bare = node is { Types: JsonTypes.Any, Strings: null, Numbers: null, Arrays: null, Objects: null, Values: null };
        if (!bare || node.InPlace is not { Dynamic: null, AnyOf: [], OneOf: [], Not: null, If: null } rules)
        {
            return null;
        }

        return rules switch
        {
            { Ref: { } target, AllOf: [] } => target,
            { Ref: null, AllOf: [var only] } => only,
            _ => null,
        };
    }
}
