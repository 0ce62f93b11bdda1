using System.Text.Json;
using Skills.JsonSchema.Compilation;
using Skills.JsonSchema.Values;
using Skills.JsonSchema.Views;

namespace Skills.JsonSchema;

/// <summary>
/// What a schema and all it refers to say about one place of a value. It follows <c>$ref</c> (to pointers, <c>$anchor</c> and
/// <c>$id</c>), <c>$dynamicRef</c>, <c>$recursiveRef</c>, <c>allOf</c>, <c>anyOf</c>, <c>oneOf</c>, <c>if</c>/<c>then</c>/<c>else</c>
/// and <c>dependentSchemas</c>. Immutable, filled in when asked, and safe for several threads.
/// </summary>
/// <remarks>
/// <para>
/// Two views of the same place are the same object, so a recursive schema leads back to views already met. A walk over a
/// schema without a value keeps those it has seen. Views live as long as their validator.
/// </para>
/// <para>
/// Some schemas apply always: the schema of the place, where its references lead, and the members of <c>allOf</c>. What they say is
/// joined: types and listed values intersect, bounds are the tightest, names and required names add up. Others are a choice:
/// members of <c>anyOf</c> and <c>oneOf</c>, <c>if</c> with <c>then</c> against <c>else</c>, dependent schemas. What the members of a choice
/// say is united, and narrows the rest only when one of them applies in any case. A property that several schemas declare
/// has one view that joins or unites them likewise. A property that only some members of a choice declare is what those say of it,
/// when nothing that always applies speaks of it. <c>not</c> and <c>contains</c> are never part of a view: see <see cref="Schema"/>.
/// </para>
/// <para>
/// Annotations (<see cref="Title"/>, <see cref="Default"/>, <see cref="Find"/> and the like) are those of the first schema that has
/// one, the schema of the place before what it refers to. Bounds and annotations of a choice are shown when it is between null
/// and one other schema: see <see cref="WithoutNull"/>.
/// </para>
/// </remarks>
public sealed partial class SchemaView
{
    private readonly ViewSpace _space;
    private readonly Lazy<ViewParts> _parts;
    private readonly Lazy<JsonTypes> _types;
    private readonly Lazy<IReadOnlyList<JsonElement>?> _values;
    private readonly Lazy<bool> _isRecursive;

    internal SchemaView(ViewSource source, ViewSpace space)
    {
        (Source, _space) = (source, space);
        _parts = new(() => ViewParts.Of(source, space));
        _types = new(() => ViewValues.Types(_parts.Value));
        _isRecursive = new(() => Recursion.From(_parts.Value.Always));
        _values = new(() => ViewValues.Values(_parts.Value, _types.Value));
    }

    /// <summary>The schema of the place as written; the first of several when more than one speaks of it.</summary>
    public JsonSubschema Schema => JsonSubschema.Of(Source.Nodes.Length > 0 ? Source.Nodes[0] : null) ?? Source.Choices[0].Members[0].Schema;

    /// <summary>Every schema that always applies here, in the order a reader meets them: references and <c>allOf</c> followed.</summary>
    public IReadOnlyList<JsonSubschema> Schemas => field ??= [.. _parts.Value.Always.Select(static node => JsonSubschema.Of(node)!)];

    /// <summary>The types a value may have: <c>type</c>, <c>enum</c> and <c>const</c> of every schema taken together.</summary>
    public JsonSchemaTypes Types => (JsonSchemaTypes)(byte)(Enum is { } values ? values.Aggregate(JsonTypes.None, static (all, value) => all | ViewValues.TypeOf(value)) : _types.Value);

    /// <summary>Whether null may stand here. Where no schema limits the type, it may.</summary>
    public bool AllowsNull => (Types & JsonSchemaTypes.Null) != 0;

    /// <summary>Whether no value can stand here.</summary>
    public bool IsNever => Types == JsonSchemaTypes.None;

    /// <summary>The values of <c>enum</c> and <c>const</c> that every schema allows, in the order written; null when other values may do.</summary>
    public IReadOnlyList<JsonElement>? Enum => _values.Value;

    /// <summary>The only value allowed; null when there is another.</summary>
    public JsonElement? Const => Enum is [var only] ? only : null;

    /// <summary>
    /// Whether a schema here holds itself, at any depth, so that a walk without a value has no end.
    /// </summary>
    public bool IsRecursive => _isRecursive.Value;

    internal ViewSource Source { get; }

    internal ViewMembers Members => field ??= new(_parts.Value, _space);

    /// <summary>Types with numbers split, as rules have them.</summary>
    internal JsonTypes Kinds => (JsonTypes)(byte)Types;

    /// <summary>The view of a schema anywhere in a compiled schema.</summary>
    /// <param name="schema">The schema.</param>
    public static SchemaView Of(JsonSubschema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        return schema.View;
    }

    /// <summary>Compiles a schema and gives the view of its root.</summary>
    /// <param name="schema">An object or a boolean; it is copied, so its document may be disposed afterwards.</param>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <exception cref="JsonSchemaException">The schema is wrong.</exception>
    /// <exception cref="JsonSchemaLimitException">The schema is beyond a limit of the options.</exception>
    public static SchemaView Of(JsonElement schema, JsonSchemaOptions? options = null) => JsonSchemaValidator.Compile(schema, options).View;

    /// <summary>The location of <see cref="Schema"/>.</summary>
    public override string ToString() => Schema.Location;
}
