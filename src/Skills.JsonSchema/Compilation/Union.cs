using System.Runtime.InteropServices;
using System.Text.Json;
using Skills.JsonSchema.Values;

namespace Skills.JsonSchema.Compilation;

/// <summary>The members of an <c>anyOf</c> or <c>oneOf</c>, and the property that tells them apart if there is one.</summary>
internal sealed class Union
{
    // A member that is put together from more schemas than this is taken as written.
    private const int MostParts = 64;

    private readonly SchemaNode[] _branches;
    private readonly JsonTypes[] _types;
    private readonly string? _tag;
    private readonly bool _isRequired;
    private readonly (SchemaNode Branch, SchemaNode Schema)[] _tags = [];

    public Union(SchemaNode[] branches)
    {
        _branches = branches;
        var parts = Array.ConvertAll(branches, PartsOf);
        _types = Array.ConvertAll(parts, static all => all.Aggregate(JsonTypes.Any, static (types, part) => types & part.Types));
        var objects = Enumerable.Range(0, branches.Length).Where(i => (_types[i] & JsonTypes.Object) != 0).ToArray();
        if (objects.Length < 2)
        {
            return;
        }

        foreach (var name in parts[objects[0]].SelectMany(Listed))
        {
            var schemas = Array.ConvertAll(objects, i => Find(parts[i], name.Key));
            if (Array.TrueForAll(schemas, static schema => schema is not null))
            {
                _tag = name.Key;
                _tags = [.. objects.Select((at, i) => (branches[at], schemas[i]!))];
                _isRequired = Array.TrueForAll(objects, i => parts[i].Exists(part => Requires(part, name.Key)));
                return;
            }
        }
    }

    /// <summary>The members a value was meant for: those of its tag, else those of its type, else all.</summary>
    /// <param name="value">A value that matches none.</param>
    /// <param name="fault">What is wrong with the tag, when no member has such a one.</param>
    public IReadOnlyList<SchemaNode> Meant(JsonElement value, out TagFault? fault)
    {
        fault = null;
        if (_tag is not null && value.ValueKind == JsonValueKind.Object)
        {
            JsonElement? given = JsonText.TryFind(value, _tag, out var found) ? found : null;
            var meant = given is null ? [] : Array.FindAll(_tags, tag => tag.Schema.Values!.Elements.Any(known => JsonElement.DeepEquals(known, given.Value)));
            if (meant.Length > 0)
            {
                return [.. meant.Select(static tag => tag.Branch)];
            }

            if (given is not null || _isRequired)
            {
                fault = new(_tag, given, [.. _tags.SelectMany(static tag => tag.Schema.Values!.Elements)], _tags[0].Schema);
                return [];
            }
        }

        var kind = KindOf(value);
        var ofType = Array.FindAll(_branches, branch => (_types[Array.IndexOf(_branches, branch)] & kind) != 0);
        return ofType.Length > 0 ? ofType : _branches;
    }

    /// <summary>A schema with all that applies beside it: through references and <c>allOf</c>.</summary>
    private static List<SchemaNode> PartsOf(SchemaNode node)
    {
        var parts = new List<SchemaNode> { node };
        for (var i = 0; i < parts.Count && parts.Count < MostParts; i++)
        {
            if (parts[i].InPlace is { } rules)
            {
                parts.AddRange((rules.Ref is { } target ? rules.AllOf.Prepend(target) : rules.AllOf).Take(MostParts).Where(part => !parts.Contains(part)));
            }
        }

        return parts;
    }

    private static SchemaNode? Find(List<SchemaNode> parts, string name) =>
        parts.SelectMany(Listed).FirstOrDefault(listed => listed.Key == name).Value;

    /// <summary>The properties whose values a schema lists.</summary>
    private static IEnumerable<KeyValuePair<string, SchemaNode>> Listed(SchemaNode node)
    {
        for (var i = 0; i < node.Objects?.Names?.Count; i++)
        {
            if (node.Objects.Properties[i] is { } property && PartsOf(property).Find(static part => part.Values is not null) is { } listed)
            {
                yield return new(Utf8Text.UnescapedToText(node.Objects.Names[i]), listed);
            }
        }
    }

    private static bool Requires(SchemaNode node, string name) =>
        node.Objects is { Names: { } names } objects && names.Find(System.Text.Encoding.UTF8.GetBytes(name)) is >= 0 and var index && objects.IsRequired(index);

    private static JsonTypes KindOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => JsonTypes.Object,
        JsonValueKind.Array => JsonTypes.Array,
        JsonValueKind.String => JsonTypes.String,
        JsonValueKind.Number => Integers.Is(JsonMarshal.GetRawUtf8Value(value), lexical: false) ? JsonTypes.Integer : JsonTypes.Fraction,
        JsonValueKind.Null => JsonTypes.Null,
        _ => JsonTypes.Boolean,
    };
}
