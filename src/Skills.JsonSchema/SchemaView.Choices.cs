using System.Text.Json;
using Skills.JsonSchema.Views;

namespace Skills.JsonSchema;

/// <content>Choices.</content>
public sealed partial class SchemaView
{
    /// <summary>
    /// The members of the first <c>anyOf</c> or <c>oneOf</c>, each joined with all that applies beside it; a further choice is shown
    /// by the alternatives in turn. For a property that several alternatives of its object declare, what each of them says of it. Empty without.
    /// </summary>
    public IReadOnlyList<SchemaView> Alternatives => field ??= Choice is { } choice ? [.. choice.Members.Select(member => Decide(choice, member))] : [];

    /// <summary>
    /// What <c>if</c> comes to when it holds and when it does not, each joined with all that applies beside it; dependent schemas
    /// likewise, as if the property were there and as if not. Only the first such choice; empty without.
    /// </summary>
    public IReadOnlyList<SchemaView> Conditions => field ??= Condition is { } choice ? Outcomes(choice) : [];

    /// <summary>
    /// The property that tells the alternatives apart: every one declares it with listed values, and no two list the same. Null without.
    /// </summary>
    public string? Discriminator => _discriminator.Value;

    private Lazy<string?> _discriminator => field ??= new(() => AlternativeFit.Discriminator(Alternatives));

    private ViewChoice? Choice => _parts.Value.Choices.FirstOrDefault(choice =>
        choice.Kind is ChoiceKind.AnyOf or ChoiceKind.OneOf || (choice.Kind == ChoiceKind.Inherited && (choice.IsComplete || _parts.Value.Always.Count == 0)));

    private ViewChoice? Condition => _parts.Value.Choices.FirstOrDefault(static choice => choice.Kind is ChoiceKind.Condition or ChoiceKind.Dependent);

    /// <summary>
    /// This place without null: alternatives that take only null are left out, and the only one left is joined with
    /// what applies beside it. This same view when no alternative is for null alone. <see cref="Types"/> of one schema that
    /// lists null beside other types stay as they are.
    /// </summary>
    public SchemaView WithoutNull()
    {
        if (Choice is not { } choice)
        {
            return this;
        }

        var others = choice.Members.Where(static member => member.Types != JsonSchemaTypes.Null).ToList();
        return others.Count == choice.Members.Count || others.Count == 0 ? this
            : others.Count == 1 ? Decide(choice, others[0]).WithoutNull()
            : _space.Of(new ViewSource(Source.Nodes, [.. Remaining(choice), new(ChoiceKind.Inherited, null, others, choice.IsComplete)], [.. Source.Decided, .. Made(choice)]));
    }

    /// <summary>
    /// The alternative a value is closest to: of its type, with its tag, valid against it, and sharing most names with it, in this order.
    /// Null without alternatives.
    /// </summary>
    /// <param name="value">Any value, valid or not.</param>
    /// <exception cref="JsonSchemaLimitException">A limit was reached while validating.</exception>
    public SchemaView? AlternativeFor(JsonElement value) => Choice is { } choice ? Decide(choice, AlternativeFit.Best(choice.Members, value)) : null;

    /// <summary>
    /// This place for one value: conditions are decided by it, dependent schemas by its properties, and of alternatives the one it is
    /// closest to is taken. The view that results has no choices left.
    /// </summary>
    /// <param name="value">Any value, valid or not.</param>
    /// <exception cref="JsonSchemaLimitException">A limit was reached while validating.</exception>
    public SchemaView For(JsonElement value)
    {
        var view = this;
        while (view._parts.Value.Choices is [var choice, ..])
        {
            var member = choice.Kind switch
            {
                ChoiceKind.Condition => IsMet(choice, value) ? choice.Members[0] : choice.Members.ElementAtOrDefault(1),
                ChoiceKind.Dependent => IsMet(choice, value) ? choice.Members[0] : null,
                _ => AlternativeFit.Best(choice.Members, value),
            };
            var next = view.Decide(choice, member);
            if (next == view || next._parts.Value.Choices.Count > 1000)
            {
                break;
            }

            view = next;
        }

        return view;
    }

    /// <summary>Whether a value satisfies what is said of this place, <see cref="Schema"/> and all that applies beside it.</summary>
    /// <param name="value">Any value.</param>
    /// <exception cref="JsonSchemaLimitException">A limit was reached before a verdict.</exception>
    public bool IsValid(JsonElement value) =>
        Source.Nodes.All(node => _space.IsValid(node, value)) && Source.Choices.All(choice => !choice.IsComplete || choice.Members.Any(member => member.IsValid(value)));

    private bool IsMet(ViewChoice choice, JsonElement value) => choice.Kind == ChoiceKind.Condition
        ? _space.IsValid(choice.Owner!.InPlace!.If!, value)
        : value.ValueKind == JsonValueKind.Object && Values.JsonText.TryFind(value, choice.Owner!.Objects!.Names![choice.Trigger], out _);

    private IReadOnlyList<SchemaView> Outcomes(ViewChoice choice) =>
        [.. choice.Members.Select(member => Decide(choice, member)), .. choice.IsComplete ? [] : (SchemaView[])[Decide(choice, null)]];

    private SchemaView Decide(ViewChoice choice, SchemaView? member)
    {
        var rest = new ViewSource(Source.Nodes, Remaining(choice), [.. Source.Decided, .. Made(choice)]);
        return _space.Of(member is null ? rest : rest.And(member.Source, []));
    }

    private IEnumerable<ViewChoice> Remaining(ViewChoice choice) => Source.Choices.Where(other => other != choice);

    private static IEnumerable<ViewDecision> Made(ViewChoice choice) => choice.Owner is null ? [] : [new(choice.Owner, choice.Kind, choice.Trigger)];
}
