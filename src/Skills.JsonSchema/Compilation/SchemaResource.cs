namespace Skills.JsonSchema.Compilation;

/// <summary>A schema with an identifier of its own (2020-12 core, section 4.3.5): the unit of base URIs, anchors and dialects.</summary>
internal sealed class SchemaResource(string uri, Dialect dialect, SchemaDocument document)
{
    /// <summary>The absolute URI without fragment; empty when nobody named it.</summary>
    public string Uri { get; } = uri;

    public Dialect Dialect { get; } = dialect;

    public SchemaDocument Document { get; } = document;

    /// <summary>The compiled schema this is part of; set once it is complete.</summary>
    public CompiledSchema Whole { get; set; } = null!;

    public SchemaNode Root { get; set; } = null!;

    public Dictionary<string, SchemaNode> Anchors => field ??= [];

    public Dictionary<string, SchemaNode> DynamicAnchors => field ??= [];

    /// <summary>2019-09: the root carries <c>$recursiveAnchor: true</c>.</summary>
    public bool RecursiveAnchor { get; set; }
}
