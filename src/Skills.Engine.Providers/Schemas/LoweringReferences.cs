using System.Text.Json.Nodes;
using Skills.JsonSchema;

namespace Skills.Engine.Providers.Schemas;

/// <summary>Names the definitions of a lowered schema: every reference, however the schema wrote it, becomes <c>#/$defs/name</c>.</summary>
internal sealed class LoweringReferences(JsonSubschema root)
{
    private const string Prefix = "#/$defs/";

    // Where a schema comes from and where it can be found. None of it says anything of a value.
    private static readonly HashSet<string> Plumbing =
        ["$ref", "$dynamicRef", "$recursiveRef", "$schema", "$id", "id", "$anchor", "$dynamicAnchor", "$recursiveAnchor", "$vocabulary", "$comment", "$defs", "definitions"];

    private readonly Dictionary<JsonSubschema, string> _names = [];
    private readonly List<JsonObject> _toRoot = [];

    /// <summary>Definitions that are referred to and not yet written.</summary>
    public Queue<JsonSubschema> Open { get; } = [];

    /// <summary>
    /// Finds the schema that this one only passes on to: by a reference, or by <c>allOf</c> with one reference in it. Null when it
    /// does not, or when it says more that must be joined.
    /// </summary>
    /// <param name="schema">The schema.</param>
    /// <param name="more">Whether it has keywords beside the reference.</param>
    public static JsonSubschema? Target(JsonSubschema schema, out bool more)
    {
        var single = schema.Reference is null && schema.AllOf is [{ Reference: not null }];
        var target = single ? schema.AllOf[0].Reference : schema.Reference;
        more = target is not null && (Says(schema, single ? "allOf" : null) || (single && Says(schema.AllOf[0], null)));
        return target;
    }

    /// <summary>Makes a reference to a definition.</summary>
    public JsonObject To(JsonSubschema target)
    {
        if (!_names.TryGetValue(target, out var name))
        {
            name = NameFor(target);
            _names[target] = name;
            Open.Enqueue(target);
        }

        var reference = new JsonObject { ["$ref"] = Prefix + name };
        if (ReferenceEquals(target, root))
        {
            _toRoot.Add(reference);
        }

        return reference;
    }

    /// <summary>The name of a definition.</summary>
    public string NameOf(JsonSubschema target) => _names[target];

    /// <summary>Lets references to the root point to the root itself, and drops its copy among the definitions.</summary>
    public void PointToRoot(JsonObject definitions)
    {
        if (_names.TryGetValue(root, out var name))
        {
            definitions.Remove(name);
            _toRoot.ForEach(static reference => reference["$ref"] = "#");
        }
    }

    private static bool Says(JsonSubschema schema, string? except) =>
        schema.Element.EnumerateObject().Any(keyword => keyword.Name != except && !Plumbing.Contains(keyword.Name) && schema.Find(keyword.Name) is not null);

    // The author's name where it can be had: the end of the location. Providers want plain letters.
    private string NameFor(JsonSubschema target)
    {
        var last = ReferenceEquals(target, root) ? "root" : target.Location[(target.Location.LastIndexOfAny(['/', '#']) + 1)..];
        var plain = string.Concat(last.Where(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-'));
        var name = plain = plain.Length is > 0 and <= 60 ? plain : "schema";
        for (var i = 2; _names.ContainsValue(name); i++)
        {
            name = $"{plain}{i}";
        }

        return name;
    }
}
