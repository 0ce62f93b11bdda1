using Skills.JsonSchema;
using Skills.Replies.Parsing;

namespace Skills.Replies.Alignment;

/// <summary>Fits objects: members by name, by spelling or by alias, wrappers taken off, what the schema fills in itself filled in.</summary>
internal sealed class ObjectAlignment(Aligner aligner)
{
    private static readonly string[] SchemaWords = ["type", "properties", "required", "title", "description", "$schema", "$id", "$defs", "definitions", "additionalProperties"];

    private static readonly string[] CallWords = ["name", "function", "tool", "tool_name", "recipient_name", "action", "id", "type", "call_id"];

    private static readonly string[] ArgumentWords = ["arguments", "parameters", "args", "input", "action_input", "tool_input"];

    /// <summary>Cost above which an object is rather a wrapper around the list than its only item.</summary>
    private const double SureCost = 3;

    private ReplyTree Tree => aligner.Tree;

    /// <summary>Returns whether a call of a tool may have a member of this name beside its arguments.</summary>
    public static bool IsCallWord(ReadOnlySpan<char> name)
    {
        foreach (var word in CallWords)
        {
            if (name.SequenceEqual(word))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Fits an object.</summary>
    /// <param name="node">The object, or what stands in its place.</param>
    /// <param name="shape">The schema's part.</param>
    /// <param name="foreign">Properties of other branches, dropped; null for none.</param>
    public Aligned Align(int node, SchemaShape shape, HashSet<string>? foreign = null)
    {
        if (!shape.Takes(JsonSchemaTypes.Object))
        {
            return NotAnObject(node, shape);
        }

        if (shape.Properties.Count == 0 && shape.Patterns.Count == 0 && shape.Additional is null && shape.Required.Count == 0)
        {
            return Aligner.Keep(node);
        }

        var names = new MemberNames(aligner, node, shape);
        if (names.Matched == 0 && shape.Properties.Count > 0)
        {
            var other = Unwrapped(node, shape) ?? Implied(node, shape);
            if (other is { Violations: 0 })
            {
                return other;
            }
        }

        return Members(node, shape, names, foreign);
    }

    /// <summary>A value as the one property an object has: <c>5</c> as <c>{"value": 5}</c>. Null when the shape has several, or it does not fit.</summary>
    public Aligned? Implied(int node, SchemaShape shape)
    {
        if (shape.Properties.Count != 1 || shape.Additional is { IsNever: false })
        {
            return null;
        }

        var (name, property) = shape.Properties.First();

        // Anything fits a text; only a text meant for what a schema calls its content is taken.
        if ((property.TakesText || property.Items?.TakesText == true && Tree.Nodes[node].Kind == NodeKind.String) && (Tree.Nodes[node].Kind != NodeKind.String || name is not "content"))
        {
            return null;
        }

        var value = aligner.Align(node, property);
        return value.Violations > 0
            ? null
            : new()
            {
                Kind = AlignedKind.Object,
                Node = node,
                Names = [name],
                Children = [value],
                Cost = value.Cost + 2,
                Edits = [new("implied_property", EditKind.Typed, 2, node)],
            };
    }

    /// <summary>The value of the only member an object has; null when it has none or several.</summary>
    public static int? SingleMember(ReplyTree tree, int node) =>
        tree.Nodes[node].Next > node + 2 && tree.Nodes[node + 2].Next == tree.Nodes[node].Next ? node + 2 : null;

    private Aligned NotAnObject(int node, SchemaShape shape)
    {
        if (shape.Takes(JsonSchemaTypes.Array))
        {
            var single = new ArrayAlignment(aligner).Single(node, shape);
            return (single.Violations > 0 || single.Cost > SureCost) && SingleMember(Tree, node) is { } list && Tree.Nodes[list].Kind == NodeKind.Array && aligner.Align(list, shape) is { Violations: 0 } inner
                ? inner.With(new("wrapper_removed", EditKind.Safe, 1, node))
                : single;
        }

        if (SingleMember(Tree, node) is { } member && Tree.Nodes[member].Kind is not (NodeKind.Object or NodeKind.Array)
            && !shape.Takes(JsonSchemaTypes.String) && aligner.Align(member, shape) is { Violations: 0 } value)
        {
            return value.With(new("value_unwrapped", EditKind.Typed, 2, node));
        }

        return shape.Takes(JsonSchemaTypes.String)
            ? Aligner.TextOf(node, ValueText.Of(Tree, node), "object_to_string", EditKind.Typed, 4)
            : Aligner.Misfit(node);
    }

    // {"result": {…}} and a schema written around its values.
    private Aligned? Unwrapped(int node, SchemaShape shape)
    {
        var inner = SingleMember(Tree, node) ?? EchoedProperties(node) ?? CallArguments(node);
        return inner is { } value && (Tree.Nodes[value].Kind == NodeKind.Object || IsListOfOne(value) || IsJsonText(value)) && aligner.Align(value, shape) is { Violations: 0 } aligned
            ? aligned.With(new("wrapper_removed", EditKind.Safe, 1, node))
            : null;
    }

    // {"name": "answer", "arguments": {…}}, also within "function": a call of a tool that models write into the text.
    private int? CallArguments(int node)
    {
        int? arguments = null;
        for (var key = node + 1; key < Tree.Nodes[node].Next; key = Tree.Nodes[key + 1].Next)
        {
            var name = Tree.TextOf(key);
            var isCall = name == "function" && Tree.Nodes[key + 1].Kind == NodeKind.Object;
            if (CallWords.Contains(name) && !isCall)
            {
                continue;
            }

            if (arguments is not null || !(isCall || ArgumentWords.Contains(name)))
            {
                return null;
            }

            arguments = key + 1;
        }

        return arguments;
    }

    private bool IsJsonText(int node) => Tree.Nodes[node].Kind == NodeKind.String && Tree.SpanOf(node).Trim() is ['{', .., '}'];

    private bool IsListOfOne(int node) =>
        Tree.Nodes[node] is { Kind: NodeKind.Array } list && list.Next > node + 1 && Tree.Nodes[node + 1] is { Kind: NodeKind.Object } only && only.Next == list.Next;

    private int? EchoedProperties(int node)
    {
        int? properties = null;
        for (var key = node + 1; key < Tree.Nodes[node].Next; key = Tree.Nodes[key + 1].Next)
        {
            var name = Tree.TextOf(key);
            if (!SchemaWords.Contains(name))
            {
                return null;
            }

            properties = name == "properties" ? key + 1 : properties;
        }

        return properties;
    }

    private Aligned Members(int node, SchemaShape shape, MemberNames names, HashSet<string>? foreign)
    {
        var build = new ObjectBuild(node);
        foreach (var member in names.All)
        {
            if (member.Unknown && foreign?.Contains(member.Name) == true)
            {
                build.Leave(new("property_dropped", EditKind.Lossy, 1, member.Value, member.Name));
            }
            else
            {
                Add(build, shape, member);
            }
        }

        FillMissing(build, shape);
        return build.End();
    }

    private void Add(ObjectBuild build, SchemaShape shape, MemberName member)
    {
        var value = aligner.Align(member.Value, member.Shape);
        if (member.Unknown && (value.Violations > 0 || member.Shape.IsNever))
        {
            Refuse(build, member, value);
            return;
        }

        if (value.Violations > 0 && Tree.Nodes[member.Value].Kind == NodeKind.Null && !shape.Required.Contains(member.Name))
        {
            build.Leave(new("null_left_out", EditKind.Typed, 0.5, member.Value, member.Name));
            return;
        }

        if (value.Violations > 0 && !shape.Required.Contains(member.Name) && aligner.May(LossyRepairs.Drop))
        {
            build.Leave(new("property_dropped", EditKind.Lossy, shape.Properties.Count == 0 ? 1 : 4, member.Value, member.Name));
            return;
        }

        build.Add(member, value);
    }

    private void Refuse(ObjectBuild build, MemberName member, Aligned value)
    {
        if (aligner.May(LossyRepairs.Drop))
        {
            build.Leave(new("property_dropped", EditKind.Lossy, member.Shape.IsNever ? 1 : 3, member.Value, member.Name));
        }
        else
        {
            build.Add(member, value.Violations > 0 ? value : Aligner.Misfit(member.Value));
        }
    }

    private void FillMissing(ObjectBuild build, SchemaShape shape)
    {
        foreach (var (name, property) in shape.Properties)
        {
            if (build.Has(name))
            {
                continue;
            }

            if (property.Default is { } value)
            {
                build.Fill(name, value, "default", EditKind.Typed, 1);
            }
            else if (shape.Required.Contains(name))
            {
                Missing(build, name, property);
            }
        }

        foreach (var name in shape.Required.Where(name => !shape.Properties.ContainsKey(name) && !build.Has(name)))
        {
            build.Violate();
        }
    }

    private void Missing(ObjectBuild build, string name, SchemaShape property)
    {
        var filler = !aligner.May(LossyRepairs.Fill) ? null : property switch
        {
            { TakesNull: true } => "null",
            { Choices: [var only] } => only.GetRawText(),
            { Choices: null, Branches.Count: 0, Types: JsonSchemaTypes.Array } => "[]",
            { Choices: null, Branches.Count: 0, Types: JsonSchemaTypes.Object, Required.Count: 0 } => "{}",
            _ => null,
        };

        if (filler is null)
        {
            build.Violate();
        }
        else
        {
            build.Fill(name, System.Text.Json.JsonElement.Parse(filler), "filled", EditKind.Lossy, 8);
        }
    }
}
