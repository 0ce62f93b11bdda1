using Skills.JsonSchema.Compilation;

namespace Skills.JsonSchema.Views;

/// <summary>Schemas of which one applies.</summary>
/// <param name="Kind">What leaves it open.</param>
/// <param name="Owner">The schema that says so; null for an inherited choice.</param>
/// <param name="Members">The schemas, each seen alone.</param>
/// <param name="IsComplete">Whether one of them always applies; otherwise it may be that none does.</param>
/// <param name="Trigger">For a dependent schema: the number of the property among the owner's names.</param>
internal sealed record ViewChoice(ChoiceKind Kind, SchemaNode? Owner, IReadOnlyList<SchemaView> Members, bool IsComplete, int Trigger = -1);
