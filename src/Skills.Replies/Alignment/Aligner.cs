using System.Text.Json;
using Skills.JsonSchema;
using Skills.Replies.Parsing;

namespace Skills.Replies.Alignment;

/// <summary>
/// Fits a reading to a schema. Every node is looked at once for each part of the schema that applies to it, so the work
/// grows with their product and is bounded on top.
/// </summary>
/// <param name="tree">The reading.</param>
/// <param name="allow">Lossy changes permitted; the others leave the value as it is, for the schema to complain of.</param>
/// <param name="aliases">Other spellings of names and choices.</param>
/// <param name="inProse">Whether texts are looked through for the number or choice they name.</param>
internal sealed class Aligner(ReplyTree tree, LossyRepairs allow, IReadOnlyDictionary<string, string> aliases, bool inProse)
{
    private const int MostSteps = 2_000_000;
    private const int MostBranchesWithin = 4;
    private readonly Dictionary<(int Node, SchemaShape Shape), Aligned> _known = [];
    private readonly Dictionary<SchemaShape, ChoiceMatcher> _matchers = [];
    private readonly Dictionary<SchemaShape, Dictionary<string, string?>> _spellings = [];
    private readonly HashSet<(int Node, SchemaShape Shape)> _active = [];
    private int _steps;
    private int _unions;

    public ReplyTree Tree => tree;

    /// <summary>Whether the node is the reply's own text rather than a value in it.</summary>
    public bool InProse => inProse;

    /// <summary>The properties of a shape by every form of their names.</summary>
    public Dictionary<string, string?> SpellingsOf(SchemaShape shape)
    {
        if (!_spellings.TryGetValue(shape, out var spellings))
        {
            _spellings[shape] = spellings = MemberNames.Spellings(shape, name => aliases.Where(a => a.Value == name).Select(static a => a.Key));
        }

        return spellings;
    }

    public bool May(LossyRepairs loss) => (allow & loss) == loss;

    /// <summary>Fits one node.</summary>
    public Aligned Align(int node, SchemaShape shape)
    {
        // Only within choices between branches is a node met twice with the same part of the schema.
        if (_unions > 0 && _known.TryGetValue((node, shape), out var known))
        {
            return known;
        }

        // A schema that holds itself may lead back to the same question before it is answered.
        if (!_active.Add((node, shape)))
        {
            return Misfit(node);
        }

        var aligned = Compute(node, shape);
        _active.Remove((node, shape));
        if (_unions > 0)
        {
            _known[(node, shape)] = aligned;
        }

        return aligned;
    }

    /// <summary>Fits several roots as one list.</summary>
    public Aligned AlignList(IReadOnlyList<int> roots, SchemaShape shape, int depth = 0)
    {
        if (shape.Branches.Count > 0 && depth < MostBranchesWithin)
        {
            Aligned? best = null;
            foreach (var branch in shape.Branches)
            {
                best = AlignList(roots, branch, depth + 1) is var aligned && aligned.Beats(best) ? aligned : best;
            }

            return best!;
        }

        var list = new ArrayAlignment(this).Items([.. roots], shape, -1);
        return shape.Takes(JsonSchemaTypes.Array) && shape.Choices is null
            ? list
            : new() { Kind = AlignedKind.Array, Children = list.Children, Cost = list.Cost + 10, Violations = list.Violations + 1 };
    }

    private Aligned Compute(int node, SchemaShape shape)
    {
        if (++_steps > MostSteps)
        {
            return Misfit(node);
        }

        if (shape.IsNever)
        {
            return Misfit(node);
        }

        if (shape.Branches.Count > 0)
        {
            return Best(node, shape);
        }

        if (shape.Choices is { } choices)
        {
            return Choose(node, shape, choices);
        }

        return tree.Nodes[node].Kind switch
        {
            NodeKind.Object => new ObjectAlignment(this).Align(node, shape),
            NodeKind.Array => new ArrayAlignment(this).Align(node, shape),
            NodeKind.String => FromText(node, shape),
            NodeKind.Number => FromNumber(node, shape),
            NodeKind.Null => shape.Takes(JsonSchemaTypes.Null) ? Keep(node) : FromNull(node, shape),
            _ => FromBoolean(node, shape),
        };
    }

    public static Aligned Keep(int node) => new() { Kind = AlignedKind.Node, Node = node };

    /// <summary>The node as written, although the schema does not take it.</summary>
    public static Aligned Misfit(int node) => new() { Kind = AlignedKind.Node, Node = node, Violations = 1, Cost = 10 };

    public static Aligned Literal(int node, JsonElement value, string name, EditKind kind, double cost) => new()
    {
        Kind = AlignedKind.Literal,
        Node = node,
        Literal = value,
        Cost = cost,
        Edits = [new(name, kind, cost, node)],
    };

    public static Aligned TextOf(int node, string text, string name, EditKind kind, double cost) => new()
    {
        Kind = AlignedKind.Text,
        Node = node,
        Text = text,
        Cost = cost,
        Edits = [new(name, kind, cost, node)],
    };

    // The branch that fits with the least change; the first of those that fit alike.
    private Aligned Best(int node, SchemaShape shape)
    {
        _unions++;
        Aligned? best = null;
        SchemaShape? chosen = null;
        foreach (var branch in shape.Branches)
        {
            var aligned = Align(node, branch);
            if (aligned.Beats(best))
            {
                (best, chosen) = (aligned, branch);
            }

            if (best is { Violations: 0, Cost: 0 })
            {
                break;
            }
        }

        _unions--;
        return best is { Violations: 0, Cost: > 0 } && tree.Nodes[node].Kind == NodeKind.Object && May(LossyRepairs.Drop)
            ? WithoutOtherBranches(node, shape, chosen!, best)
            : best!;
    }

    // Members that only another branch declares do not belong to the one chosen.
    private Aligned WithoutOtherBranches(int node, SchemaShape shape, SchemaShape chosen, Aligned best)
    {
        if (chosen.Properties.Count == 0 || chosen.Branches.Count > 0)
        {
            return best;
        }

        var foreign = shape.Branches.SelectMany(static b => b.Properties.Keys).Where(name => !chosen.Properties.ContainsKey(name)).ToHashSet(StringComparer.Ordinal);
        return foreign.Count > 0 && new ObjectAlignment(this).Align(node, chosen, foreign) is { Violations: 0 } pruned ? pruned : best;
    }

    private Aligned Choose(int node, SchemaShape shape, IReadOnlyList<JsonElement> choices)
    {
        foreach (var choice in choices)
        {
            if (IsChoice(node, choice))
            {
                return Keep(node);
            }
        }

        var found = tree.Nodes[node];
        if (found.Kind == NodeKind.String)
        {
            return ChooseByText(node, shape, choices);
        }

        if (found.Kind == NodeKind.Object && ObjectAlignment.SingleMember(tree, node) is { } member && tree.Nodes[member].Kind is not (NodeKind.Object or NodeKind.Array))
        {
            return Unwrapped(Align(member, shape), node);
        }

        if (found.Kind == NodeKind.Array && found.Next > node + 1 && tree.Nodes[node + 1].Next == found.Next)
        {
            return Unwrapped(Align(node + 1, shape), node);
        }

        if (found.Kind is NodeKind.Number or NodeKind.True or NodeKind.False)
        {
            var text = found.Kind == NodeKind.Number ? tree.TextOf(node) : found.Kind == NodeKind.True ? "true" : "false";
            var same = choices.Where(c => c.ValueKind == JsonValueKind.String && c.GetString() == text).Take(1).ToList();
            return same.Count == 1 ? Literal(node, same[0], "scalar_to_string", EditKind.Typed, 1) : Misfit(node);
        }

        return Misfit(node);
    }

    private static Aligned Unwrapped(Aligned inner, int node) => inner.Violations > 0 ? Misfit(node) : inner.With(new("value_unwrapped", EditKind.Typed, 2, node));

    private Aligned ChooseByText(int node, SchemaShape shape, IReadOnlyList<JsonElement> choices)
    {
        if (!_matchers.TryGetValue(shape, out var matcher))
        {
            _matchers[shape] = matcher = new(shape, aliases);
        }

        var text = tree.TextOf(node);
        var match = matcher.Match(text, inProse: true);
        if (match is { Choice: >= 0, LosesText: true })
        {
            return May(LossyRepairs.Drop) ? Literal(node, choices[match.Choice], "enum_in_text", EditKind.Lossy, match.Step) : Misfit(node);
        }

        if (match.Choice >= 0)
        {
            var name = match.Step switch { 1 => "enum_spelling", 2 => "enum_punctuation", _ => "enum_in_filler" };
            return Literal(node, choices[match.Choice], name, EditKind.Typed, match.Step);
        }

        if (match.Ambiguous)
        {
            // Values listed without a type are alternatives; the first one named may be picked.
            return inProse && shape.Types == JsonSchemaTypes.Any && May(LossyRepairs.Pick) && matcher.FirstIn(text) is >= 0 and var first
                ? Literal(node, choices[first], "enum_picked", EditKind.Lossy, 4)
                : Misfit(node);
        }

        for (var i = 0; i < choices.Count; i++)
        {
            if (choices[i].ValueKind == JsonValueKind.Number && ScalarCoercion.Number(text, out _) is { } number && SameNumber(number, choices[i]))
            {
                return Literal(node, choices[i], "string_to_number", EditKind.Typed, 1);
            }

            if (choices[i].ValueKind is JsonValueKind.True or JsonValueKind.False && ScalarCoercion.Boolean(text) == (choices[i].ValueKind == JsonValueKind.True))
            {
                return Literal(node, choices[i], "string_to_boolean", EditKind.Typed, 1);
            }
        }

        return Misfit(node);
    }

    private bool IsChoice(int node, JsonElement choice)
    {
        var found = tree.Nodes[node];
        return (found.Kind, choice.ValueKind) switch
        {
            (NodeKind.String, JsonValueKind.String) => choice.ValueEquals(tree.SpanOf(node)),
            (NodeKind.Number, JsonValueKind.Number) => SameNumber(tree.TextOf(node), choice),
            (NodeKind.True, JsonValueKind.True) or (NodeKind.False, JsonValueKind.False) or (NodeKind.Null, JsonValueKind.Null) => true,
            (NodeKind.Object, JsonValueKind.Object) or (NodeKind.Array, JsonValueKind.Array) =>
                JsonElement.DeepEquals(TreeWriter.Write(tree, new(CandidateSource.Whole, [node], false, found.Start, found.End, 0, 0), 1000), choice),
            _ => false,
        };
    }

    private static bool SameNumber(string text, JsonElement choice) =>
        text == choice.GetRawText() || JsonElement.DeepEquals(JsonElement.Parse(text), choice);

    private Aligned FromText(int node, SchemaShape shape)
    {
        if (shape.Takes(JsonSchemaTypes.String))
        {
            return Keep(node);
        }

        var text = tree.SpanOf(node);
        if (shape.Takes(JsonSchemaTypes.Integer | JsonSchemaTypes.Number) && TextToNumber(node, shape, text) is { } number)
        {
            return number;
        }

        if (shape.Takes(JsonSchemaTypes.Boolean) && TextToBoolean(node, text) is { } truth)
        {
            return truth;
        }

        if (shape.Takes(JsonSchemaTypes.Null) && text.Trim() is "null" or "Null" or "NULL" or "None" or "none" or "nil" or "N/A" or "n/a")
        {
            return Literal(node, JsonElement.Parse("null"), "string_to_null", EditKind.Typed, 1);
        }

        return shape.Takes(JsonSchemaTypes.Object | JsonSchemaTypes.Array) ? new NestedText(this).Align(node, shape) : Misfit(node);
    }

    private Aligned? TextToBoolean(int node, ReadOnlySpan<char> text)
    {
        if (ScalarCoercion.Boolean(text) is { } truth)
        {
            return Literal(node, ScalarCoercion.Json(truth), "string_to_boolean", EditKind.Typed, 1);
        }

        if (!inProse || ScalarCoercion.BooleanInProse(tree.TextOf(node), out var isFiller) is not { } named)
        {
            return null;
        }

        return isFiller ? Literal(node, ScalarCoercion.Json(named), "string_to_boolean", EditKind.Typed, 1)
            : May(LossyRepairs.Drop) ? Literal(node, ScalarCoercion.Json(named), "boolean_in_text", EditKind.Lossy, 3)
            : null;
    }

    private Aligned? TextToNumber(int node, SchemaShape shape, ReadOnlySpan<char> text)
    {
        var number = ScalarCoercion.Number(text, out var exact);
        var drops = number is null && inProse && May(LossyRepairs.Drop);
        number ??= drops ? ScalarCoercion.NumberInProse(tree.TextOf(node)) : null;
        if (number is null)
        {
            return null;
        }

        var (name, kind, cost) = drops ? ("number_in_text", EditKind.Lossy, 3.0) : (exact ? "string_to_number" : "number_format", EditKind.Typed, exact ? 1.0 : 1.5);
        if (shape.Takes(JsonSchemaTypes.Number) || ScalarCoercion.IsWhole(number))
        {
            return Literal(node, JsonElement.Parse(shape.Takes(JsonSchemaTypes.Number) ? number : ScalarCoercion.Whole(number)), name, kind, cost);
        }

        return May(LossyRepairs.Round) ? Rounded(node, number) : null;
    }

    private static Aligned Rounded(int node, string number) =>
        double.TryParse(number, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out var value) && Math.Abs(value) < 1e15
            ? Literal(node, JsonElement.Parse(Math.Round(value, MidpointRounding.AwayFromZero).ToString("F0", System.Globalization.CultureInfo.InvariantCulture)), "rounded", EditKind.Lossy, 2)
            : Misfit(node);

    private Aligned FromNumber(int node, SchemaShape shape)
    {
        var text = tree.SpanOf(node);
        if (shape.Takes(JsonSchemaTypes.Number) || (shape.Takes(JsonSchemaTypes.Integer) && ScalarCoercion.IsWhole(text)))
        {
            return Keep(node);
        }

        if (shape.Takes(JsonSchemaTypes.Integer) && May(LossyRepairs.Round))
        {
            return Rounded(node, text.ToString());
        }

        if (shape.Takes(JsonSchemaTypes.Boolean) && text is "0" or "1" or "0.0" or "1.0")
        {
            return Literal(node, ScalarCoercion.Json(text[0] == '1'), "number_to_boolean", EditKind.Typed, 1);
        }

        return shape.Takes(JsonSchemaTypes.String) ? TextOf(node, ScalarCoercion.Text(text), "number_to_string", EditKind.Typed, 1) : Wrapped(node, shape);
    }

    private Aligned FromBoolean(int node, SchemaShape shape) => shape.Takes(JsonSchemaTypes.Boolean)
        ? Keep(node)
        : shape.Takes(JsonSchemaTypes.String)
            ? TextOf(node, tree.Nodes[node].Kind == NodeKind.True ? "true" : "false", "boolean_to_string", EditKind.Typed, 1)
            : Wrapped(node, shape);

    private Aligned FromNull(int node, SchemaShape shape) => shape.Takes(JsonSchemaTypes.Array) && May(LossyRepairs.Fill)
        ? Literal(node, JsonElement.Parse("[]"), "null_to_empty", EditKind.Lossy, 3)
        : Misfit(node);

    /// <summary>A scalar as the one item of a list, or the one member of an object.</summary>
    public Aligned Wrapped(int node, SchemaShape shape)
    {
        if (shape.Takes(JsonSchemaTypes.Array))
        {
            return new ArrayAlignment(this).Single(node, shape);
        }

        return shape.Takes(JsonSchemaTypes.Object) ? new ObjectAlignment(this).Implied(node, shape) ?? Misfit(node) : Misfit(node);
    }
}
