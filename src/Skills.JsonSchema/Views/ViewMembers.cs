using System.Text;
using Skills.JsonSchema.Compilation;
using Skills.JsonSchema.Values;

namespace Skills.JsonSchema.Views;

/// <summary>What the schemas of a view say about the properties and items of its value.</summary>
internal sealed class ViewMembers(ViewParts parts, ViewSpace space)
{
    /// <summary>What is said of a property: null when nothing is, the schema <c>false</c> when it is forbidden.</summary>
    public SchemaView? Property(string name)
    {
        var bytes = Encoding.UTF8.GetBytes(name);
        // 2020-12 core, section 11.3: the unevaluated keyword applies where nothing else in the same value does.
        var known = Merge(node => OfProperty(node, bytes), member => member.Members.Property(name));
        return known ?? Merge(static node => node.Objects?.Unevaluated is { } rest ? [rest] : [], member => member.Members.Property(name));
    }

    /// <summary>What is said of the item at a position.</summary>
    public SchemaView? Item(int index)
    {
        var known = Merge(node => OfItem(node, index), member => member.Members.Item(index));
        return known ?? Merge(static node => node.Arrays?.Unevaluated is { } rest ? [rest] : [], member => member.Members.Item(index));
    }

    /// <summary>What is said of all other properties.</summary>
    public SchemaView? Rest() =>
        Merge(static node => node.Objects?.Additional is { } rest ? [rest] : [], static member => member.Members.Rest())
        ?? Merge(static node => node.Objects?.Unevaluated is { } rest ? [rest] : [], static member => member.Members.Rest());

    /// <summary>Whether a name is declared or fits a pattern somewhere, so that a schema speaks of it by name.</summary>
    public bool Names(string name)
    {
        var bytes = Encoding.UTF8.GetBytes(name);
        return parts.Always.Any(node => Declared(node, bytes) is not null || Matching(node, bytes).Count > 0)
            || parts.Choices.Any(choice => choice.Members.Any(member => member.Members.Names(name)));
    }

    /// <summary>The longest list of items with a schema of their own.</summary>
    public int PrefixLength() => Math.Max(
        parts.Always.Select(static node => node.Arrays?.Prefix.Length ?? 0).DefaultIfEmpty().Max(),
        parts.Choices.SelectMany(static choice => choice.Members).Select(static member => member.Members.PrefixLength()).DefaultIfEmpty().Max());

    /// <summary>Every declared name in order: those of schemas that always apply first, then those of choices.</summary>
    public IReadOnlyList<SchemaViewProperty> Properties(IReadOnlySet<string> required)
    {
        var names = new OrderedDictionary<string, bool>(StringComparer.Ordinal);
        foreach (var name in parts.Always.SelectMany(static node => JsonSubschema.Of(node)!.Properties).Select(static property => property.Name))
        {
            names.TryAdd(name, true);
        }

        foreach (var name in parts.Choices.SelectMany(static choice => choice.Members).SelectMany(static member => member.Properties).Select(static property => property.Name))
        {
            names.TryAdd(name, false);
        }

        var sometimes = Sometimes();
        return [.. names.Select(entry => new SchemaViewProperty(entry.Key, Property(entry.Key)!, Presence(entry.Key), entry.Value))];

        SchemaPresence Presence(string name) =>
            required.Contains(name) ? SchemaPresence.Required : sometimes.Contains(name) ? SchemaPresence.SometimesRequired : SchemaPresence.Optional;
    }

    /// <summary>The names required whatever the choices come to.</summary>
    public OrderedDictionary<string, bool> Required()
    {
        var names = new OrderedDictionary<string, bool>(StringComparer.Ordinal);
        foreach (var name in parts.Always.SelectMany(static node => JsonSubschema.Of(node)!.Required))
        {
            names.TryAdd(name, true);
        }

        foreach (var choice in parts.Choices.Where(static choice => choice.IsComplete))
        {
            foreach (var name in choice.Members[0].Required.Where(name => choice.Members.All(member => member.Required.Contains(name))))
            {
                names.TryAdd(name, true);
            }
        }

        return names;
    }

    private HashSet<string> Sometimes()
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in parts.Choices.SelectMany(static choice => choice.Members))
        {
            names.UnionWith(member.Required);
            names.UnionWith(member.Members.Sometimes());
        }

        foreach (var node in parts.Always)
        {
            foreach (var dependent in node.Objects?.Dependents ?? [])
            {
                names.UnionWith(dependent.Required.Select(index => Utf8Text.UnescapedToText(node.Objects!.Names![index])));
            }
        }

        return names;
    }

    /// <summary>Puts together what schemas that always apply say, and what each member of a choice says.</summary>
    private SchemaView? Merge(Func<SchemaNode, List<SchemaNode>> always, Func<SchemaView, SchemaView?> ofMember)
    {
        var nodes = parts.Always.SelectMany(always).ToList();
        if (parts.Choices.Count == 0 && nodes.Count < 2)
        {
            return nodes.Count == 0 ? null : space.Of(nodes[0]);
        }

        var source = new ViewSource(nodes);
        foreach (var choice in parts.Choices)
        {
            var said = choice.Members.Select(ofMember).ToList();
            var views = said.OfType<SchemaView>().Where(static view => !view.IsNever).Distinct().ToList();
            if (views.Count == 0)
            {
                if (said.Find(static view => view is not null) is { } never && choice.IsComplete && !said.Contains(null))
                {
                    source = source.And(never.Source, []);
                }

                continue;
            }

            var isComplete = choice.IsComplete && !said.Contains(null);
            source = views.Count == 1 && (isComplete || (source.Nodes.Length == 0 && parts.Choices.Count == 1))
                ? source.And(views[0].Source, [])
                : new ViewSource(source.Nodes, [.. source.Choices, new(ChoiceKind.Inherited, null, views, isComplete)], source.Decided);
        }

        return source.Nodes.Length == 0 && source.Choices.Length == 0 ? null : space.Of(source);
    }

    private static List<SchemaNode> OfProperty(SchemaNode node, byte[] name)
    {
        var found = Matching(node, name);
        if (Declared(node, name) is { } declared)
        {
            found.Insert(0, declared);
        }

        // Section 10.3.2.3.
        if (found.Count == 0 && node.Objects?.Additional is { } additional)
        {
            found.Add(additional);
        }

        return found;
    }

    private static SchemaNode? Declared(SchemaNode node, byte[] name) =>
        node.Objects is { Names: { } names } objects && names.Find(name) is >= 0 and var index ? objects.Properties[index] : null;

    private static List<SchemaNode> Matching(SchemaNode node, byte[] name)
    {
        var found = new List<SchemaNode>();
        foreach (var rule in node.Objects?.Patterns ?? [])
        {
            // A name is short and a pattern that takes long on it gives up by itself, so this account has no bottom.
            var steps = long.MaxValue;
            if (rule.Pattern.IsMatch(name, ref steps))
            {
                found.Add(rule.Node);
            }
        }

        return found;
    }

    private static List<SchemaNode> OfItem(SchemaNode node, int index) => node.Arrays switch
    {
        { } arrays when index < arrays.Prefix.Length => [arrays.Prefix[index]],
        { Rest: { } rest } => [rest],
        _ => [],
    };
}
