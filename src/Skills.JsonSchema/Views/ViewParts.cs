using Skills.JsonSchema.Compilation;

namespace Skills.JsonSchema.Views;

/// <summary>The schemas that apply to the same value: always, or as a choice. References and <c>allOf</c> are followed.</summary>
internal sealed class ViewParts
{
    private readonly ViewSpace _space;
    private readonly ViewSource _source;
    private readonly List<SchemaNode> _always = [];
    private readonly List<ViewChoice> _choices;

    private ViewParts(ViewSource source, ViewSpace space)
    {
        (_source, _space) = (source, space);
        _choices = [.. source.Choices];
    }

    /// <summary>In the order a reader meets them: a schema, then where its reference leads, then its <c>allOf</c>.</summary>
    public IReadOnlyList<SchemaNode> Always => _always;

    public IReadOnlyList<ViewChoice> Choices => _choices;

    public static ViewParts Of(ViewSource source, ViewSpace space)
    {
        var parts = new ViewParts(source, space);
        parts.Collect();
        return parts;
    }

    private void Collect()
    {
        var seen = new HashSet<SchemaNode>();
        var open = new Stack<SchemaNode>(_source.Nodes.Reverse());
        while (open.TryPop(out var node))
        {
            if (!seen.Add(node))
            {
                continue;
            }

            _always.Add(node);
            if (node.InPlace is { } rules)
            {
                Follow(rules, open);
                AddChoices(node, rules);
            }

            AddDependents(node);
        }
    }

    private void AddDependents(SchemaNode node)
    {
        foreach (var dependent in node.Objects?.Dependents ?? [])
        {
            if (dependent.Node is { } then)
            {
                Add(new(ChoiceKind.Dependent, node, [_space.Of(then)], IsComplete: false, dependent.Trigger));
            }
        }
    }

    private void Follow(InPlaceRules rules, Stack<SchemaNode> open)
    {
        for (var i = rules.AllOf.Length - 1; i >= 0; i--)
        {
            open.Push(rules.AllOf[i]);
        }

        if (rules.Dynamic is { } dynamic)
        {
            open.Push(_space.Target(dynamic));
        }

        if (rules.Ref is { } target)
        {
            open.Push(target);
        }
    }

    private void AddChoices(SchemaNode node, InPlaceRules rules)
    {
        if (rules.AnyOf.Length > 0)
        {
            Add(new(ChoiceKind.AnyOf, node, [.. rules.AnyOf.Select(_space.Of)], IsComplete: true));
        }

        if (rules.OneOf.Length > 0)
        {
            Add(new(ChoiceKind.OneOf, node, [.. rules.OneOf.Select(_space.Of)], IsComplete: true));
        }

        if (rules.If is { } condition)
        {
            // Where "then" applies, the condition holds, so it says something of the value too.
            var then = _space.Of(new ViewSource(rules.Then is { } body ? [condition, body] : [condition]));
            Add(new(ChoiceKind.Condition, node, rules.Else is { } otherwise ? [then, _space.Of(otherwise)] : [then], IsComplete: rules.Else is not null));
        }
    }

    private void Add(ViewChoice choice)
    {
        if (!_source.Decided.Contains(new(choice.Owner!, choice.Kind, choice.Trigger)))
        {
            _choices.Add(choice);
        }
    }
}
