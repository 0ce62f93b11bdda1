using System.Text.Json;
using Skills.JsonSchema.Compilation;
using Skills.JsonSchema.Values;
using Skills.JsonSchema.Views;

namespace Skills.JsonSchema;

/// <summary>
/// One schema within a compiled schema, for tools that build forms, sample data or a provider's subset from it.
/// Immutable; two views of the same place are the same object.
/// </summary>
/// <remarks>It shows what the keywords of this one schema say. What <see cref="Reference"/> and <see cref="AllOf"/> add is left to the reader.</remarks>
public sealed class JsonSubschema
{
    private readonly SchemaNode _node;

    private JsonSubschema(SchemaNode node) => _node = node;

    /// <summary>The absolute location, as in <see cref="SchemaError.SchemaLocation"/>.</summary>
    public string Location => _node.Location();

    /// <summary>The JSON Pointer from the root of the compiled document; null when this schema is in another document.</summary>
    public string? DocumentPointer => Views.IsOfRootDocument(_node) ? _node.DocumentPointer() : null;

    /// <summary>The draft this schema is read by.</summary>
    public JsonSchemaDraft Draft => _node.Resource.Dialect.Draft;

    /// <summary>The schema as written: an object, <c>true</c> or <c>false</c>.</summary>
    public JsonElement Element => _node.Element;

    /// <summary>What <c>type</c> allows; <see cref="JsonSchemaTypes.Any"/> without it, <see cref="JsonSchemaTypes.None"/> for the schema <c>false</c>.</summary>
    public JsonSchemaTypes Types => _node.IsFalse ? JsonSchemaTypes.None : (JsonSchemaTypes)(byte)_node.DeclaredTypes;

    /// <summary><c>title</c>.</summary>
    public string? Title => Text("title");

    /// <summary><c>description</c>.</summary>
    public string? Description => Text("description");

    /// <summary><c>format</c>, whether asserted or not.</summary>
    public string? Format => Text("format");

    /// <summary><c>pattern</c>, as written in the ECMA-262 dialect.</summary>
    public string? Pattern => Text("pattern");

    /// <summary><c>default</c>.</summary>
    public JsonElement? Default => Find("default");

    /// <summary><c>const</c>.</summary>
    public JsonElement? Const => _node.Resource.Dialect.Knows(Keyword.Const) ? Find("const") : null;

    /// <summary>The values of <c>enum</c>; empty without it.</summary>
    public IReadOnlyList<JsonElement> Enum => Find("enum") is { ValueKind: JsonValueKind.Array } values ? [.. values.EnumerateArray()] : [];

    /// <summary>Where <c>$ref</c>, <c>$dynamicRef</c> or <c>$recursiveRef</c> leads when nothing redirects it. References may form loops.</summary>
    public JsonSubschema? Reference => Of(_node.InPlace?.Ref ?? _node.InPlace?.Dynamic?.Initial);

    /// <summary><c>properties</c>, in the order written.</summary>
    public IReadOnlyList<JsonSubschemaProperty> Properties => field ??= ReadProperties();

    /// <summary>The names under <c>required</c>, whether among <see cref="Properties"/> or not.</summary>
    public IReadOnlyList<string> Required => field ??= ReadRequired();

    /// <summary><c>patternProperties</c>: the expressions and their schemas.</summary>
    public IReadOnlyList<(string Pattern, JsonSubschema Schema)> PatternProperties =>
        field ??= [.. (_node.Objects?.Patterns ?? []).Select(static rule => (rule.Pattern.Source, Of(rule.Node)!))];

    /// <summary><c>additionalProperties</c>.</summary>
    public JsonSubschema? AdditionalProperties => Of(_node.Objects?.Additional);

    /// <summary><c>propertyNames</c>.</summary>
    public JsonSubschema? PropertyNames => Of(_node.Objects?.PropertyNames);

    /// <summary><c>unevaluatedProperties</c>.</summary>
    public JsonSubschema? UnevaluatedProperties => Of(_node.Objects?.Unevaluated);

    /// <summary><c>prefixItems</c>, or the list form of <c>items</c> before 2020-12.</summary>
    public IReadOnlyList<JsonSubschema> PrefixItems => field ??= All(_node.Arrays?.Prefix);

    /// <summary>The schema of the items behind <see cref="PrefixItems"/>: <c>items</c>, or <c>additionalItems</c> beside its list form.</summary>
    public JsonSubschema? Items => Of(_node.Arrays?.Rest);

    /// <summary><c>contains</c>.</summary>
    public JsonSubschema? Contains => Of(_node.Arrays?.Contains);

    /// <summary><c>unevaluatedItems</c>.</summary>
    public JsonSubschema? UnevaluatedItems => Of(_node.Arrays?.Unevaluated);

    /// <summary><c>allOf</c>.</summary>
    public IReadOnlyList<JsonSubschema> AllOf => field ??= All(_node.InPlace?.AllOf);

    /// <summary><c>anyOf</c>.</summary>
    public IReadOnlyList<JsonSubschema> AnyOf => field ??= All(_node.InPlace?.AnyOf);

    /// <summary><c>oneOf</c>.</summary>
    public IReadOnlyList<JsonSubschema> OneOf => field ??= All(_node.InPlace?.OneOf);

    /// <summary><c>not</c>.</summary>
    public JsonSubschema? Not => Of(_node.InPlace?.Not);

    /// <summary><c>if</c>.</summary>
    public JsonSubschema? If => Of(_node.InPlace?.If);

    /// <summary><c>then</c>; null without <c>if</c>.</summary>
    public JsonSubschema? Then => Of(_node.InPlace?.Then);

    /// <summary><c>else</c>; null without <c>if</c>.</summary>
    public JsonSubschema? Else => Of(_node.InPlace?.Else);

    /// <summary>Every schema directly below a keyword of this one, definitions included, in the order written. References are not followed.</summary>
    public IEnumerable<JsonSubschema> Subschemas
    {
        get
        {
            for (var child = _node.FirstChild; child is not null; child = child.NextSibling)
            {
                yield return Of(child)!;
            }
        }
    }

    /// <summary>The value of any keyword, known or not, as written; null when it is absent or, up to draft 7, replaced by <c>$ref</c>.</summary>
    /// <param name="keyword">The keyword's name.</param>
    public JsonElement? Find(string keyword)
    {
        ArgumentNullException.ThrowIfNull(keyword);
        if (_node.Element.ValueKind != JsonValueKind.Object || !JsonText.TryFind(_node.Element, keyword, out var value))
        {
            return null;
        }

        var replaced = _node.Resource.Dialect.RefReplacesSiblings && _node.InPlace?.Ref is not null && keyword != "$ref";
        return replaced ? null : value;
    }

    /// <summary>
    /// This schema as a document of its own: what it refers to, at any distance, follows under <c>$defs</c> (up to draft 7
    /// <c>definitions</c>), and every reference leads there. <c>$id</c>, <c>$anchor</c> and unused definitions are left out. References that
    /// the dynamic scope decides lead where they lead from the root. Up to draft 7, keywords beside <c>$ref</c> are left out.
    /// </summary>
    /// <returns>A new element that needs no base URI and no other document. Schemas of another draft than this one's are kept as they are.</returns>
    public JsonElement ToStandalone() => StandaloneWriter.Write(Views, _node);

    /// <summary>The location.</summary>
    public override string ToString() => Location;

    internal SchemaNode Node => _node;

    internal ViewSpace Views => _node.Resource.Whole.Once(static schema => new ViewSpace(schema));

    /// <summary>The view of this place, references and combinations resolved.</summary>
    internal SchemaView View => Views.Of(_node);

    internal static JsonSubschema? Of(SchemaNode? node) => node is null ? null : node.View ?? Interlocked.CompareExchange(ref node.View, new(node), null) ?? node.View;

    private static JsonSubschema[] All(SchemaNode[]? nodes) => [.. (nodes ?? []).Select(static node => Of(node)!)];

    private string? Text(string keyword) => Find(keyword) is { ValueKind: JsonValueKind.String } value ? JsonText.StringOf(value) : null;

    private JsonSubschemaProperty[] ReadProperties()
    {
        if (_node.Objects is not { Names: { } names } rules)
        {
            return [];
        }

        var properties = new List<JsonSubschemaProperty>();
        for (var i = 0; i < names.Count; i++)
        {
            if (rules.Properties[i] is { } node)
            {
                properties.Add(new(Utf8Text.UnescapedToText(names[i]), Of(node)!, rules.IsRequired(i)));
            }
        }

        return [.. properties.OrderBy(property => property.Schema._node.Index)];
    }

    private string[] ReadRequired() =>
        _node.Objects is { Names: { } names } rules
            ? [.. Enumerable.Range(0, names.Count).Where(rules.IsRequired).Select(i => Utf8Text.UnescapedToText(names[i]))]
            : [];
}
