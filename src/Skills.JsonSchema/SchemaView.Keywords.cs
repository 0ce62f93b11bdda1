using System.Text.Json;
using Skills.JsonSchema.Compilation;
using Skills.JsonSchema.Values;
using Skills.JsonSchema.Views;

namespace Skills.JsonSchema;

/// <content>Annotations and bounds.</content>
public sealed partial class SchemaView
{
    /// <summary><c>title</c>.</summary>
    public string? Title => Text("title");

    /// <summary><c>description</c>.</summary>
    public string? Description => Text("description");

    /// <summary><c>format</c>, whether asserted or not.</summary>
    public string? Format => Text("format");

    /// <summary>The first <c>pattern</c>, in the ECMA-262 dialect; see <see cref="Patterns"/>.</summary>
    public string? Pattern => Patterns is [var first, ..] ? first : null;

    /// <summary>Every <c>pattern</c> a string must match.</summary>
    public IReadOnlyList<string> Patterns => field ??= [.. Unwrapped.Schemas.Select(static schema => schema.Pattern).OfType<string>().Distinct(StringComparer.Ordinal)];

    /// <summary><c>default</c>.</summary>
    public JsonElement? Default => Find("default");

    /// <summary>The largest <c>minimum</c>, as written.</summary>
    public JsonElement? Minimum => Bound(static rules => rules.Minimum, largest: true);

    /// <summary>The largest <c>exclusiveMinimum</c>, as written; draft 4's <c>minimum</c> beside <c>exclusiveMinimum: true</c>.</summary>
    public JsonElement? ExclusiveMinimum => Bound(static rules => rules.ExclusiveMinimum, largest: true);

    /// <summary>The smallest <c>maximum</c>, as written.</summary>
    public JsonElement? Maximum => Bound(static rules => rules.Maximum, largest: false);

    /// <summary>The smallest <c>exclusiveMaximum</c>, as written; draft 4's <c>maximum</c> beside <c>exclusiveMaximum: true</c>.</summary>
    public JsonElement? ExclusiveMaximum => Bound(static rules => rules.ExclusiveMaximum, largest: false);

    /// <summary>The first <c>multipleOf</c>.</summary>
    public JsonElement? MultipleOf => Find("multipleOf");

    /// <summary>The largest <c>minLength</c>, in code points; 0 without.</summary>
    public long MinLength => Nodes.Max(static node => node.Strings?.MinLength ?? 0);

    /// <summary>The smallest <c>maxLength</c>, in code points; null without.</summary>
    public long? MaxLength => Least(static node => node.Strings?.MaxLength);

    /// <summary>The largest <c>minItems</c>; 0 without.</summary>
    public long MinItems => Nodes.Max(static node => node.Arrays?.MinItems ?? 0);

    /// <summary>The smallest <c>maxItems</c>; null without.</summary>
    public long? MaxItems => Least(static node => node.Arrays?.MaxItems);

    /// <summary>Whether <c>uniqueItems</c> is demanded.</summary>
    public bool UniqueItems => Nodes.Any(static node => node.Arrays is { Unique: true });

    /// <summary>The largest <c>minProperties</c>; 0 without.</summary>
    public long MinProperties => Nodes.Max(static node => node.Objects?.MinProperties ?? 0);

    /// <summary>The smallest <c>maxProperties</c>; null without.</summary>
    public long? MaxProperties => Least(static node => node.Objects?.MaxProperties);

    // A choice between null and one schema says of other values what that schema says.
    private SchemaView Unwrapped => field ??= WithoutNull();

    private IEnumerable<SchemaNode> Nodes => Unwrapped._parts.Value.Always.DefaultIfEmpty(Schema.Node);

    /// <summary>The value of a keyword, known or not, in the first schema that has it; null without.</summary>
    /// <param name="keyword">The keyword's name.</param>
    public JsonElement? Find(string keyword) => FindAll(keyword).Cast<JsonElement?>().FirstOrDefault();

    /// <summary>The values of a keyword in every schema that always applies, in the order a reader meets them.</summary>
    /// <param name="keyword">The keyword's name.</param>
    public IEnumerable<JsonElement> FindAll(string keyword)
    {
        ArgumentNullException.ThrowIfNull(keyword);
        return Unwrapped.Schemas.Select(schema => schema.Find(keyword)).OfType<JsonElement>();
    }

    private string? Text(string keyword) =>
        FindAll(keyword).Where(static value => value.ValueKind == JsonValueKind.String).Select(JsonText.StringOf).FirstOrDefault();

    private long? Least(Func<SchemaNode, long?> pick) => Nodes.Min(pick) is { } least and < long.MaxValue ? least : null;

    private JsonElement? Bound(Func<NumberRules, NumberBound?> pick, bool largest)
    {
        NumberBound? tightest = null;
        foreach (var bound in Nodes.Select(node => node.Numbers is { } rules ? pick(rules) : null).OfType<NumberBound>())
        {
            if (tightest is null || (tightest.CompareFrom(bound.Text) > 0) == largest)
            {
                tightest = bound;
            }
        }

        return tightest is null ? null : JsonElement.Parse(tightest.Text);
    }
}
