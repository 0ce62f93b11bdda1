using System.Text.Json;
using Skills.JsonSchema.Patterns;
using Skills.JsonSchema.Values;

namespace Skills.JsonSchema.Compilation;

/// <summary>Turns a schema document into nodes: everything in it, and of other documents whatever a reference reaches.</summary>
internal sealed class SchemaCompiler
{
    private readonly JsonSchemaOptions _options;
    private readonly SchemaLoader _loader;
    private readonly NodeReader _reader;
    private readonly Stack<SchemaNode> _pending = [];
    private readonly List<SchemaNode> _nodes = [];
    private readonly List<DynamicReference> _dynamic = [];
    private readonly Dictionary<string, SchemaPattern> _patterns = new(StringComparer.Ordinal);

    private readonly Queue<SchemaNode> _definitions = [];

    private long _patternWeight;

    private SchemaCompiler(JsonSchemaOptions options)
    {
        _options = options;
        _loader = new(options);
        _reader = new(options, this);
    }

    public static CompiledSchema Compile(JsonElement schema, JsonSchemaOptions options)
    {
        if (schema.ValueKind is not (JsonValueKind.Object or JsonValueKind.True or JsonValueKind.False))
        {
            throw new JsonSchemaException("A schema must be an object or a boolean.", "#");
        }

        try
        {
            return new SchemaCompiler(options).Compile(schema);
        }
        catch (InsufficientExecutionStackException exception)
        {
            throw new JsonSchemaLimitException("The schema is nested too deeply for this thread's stack.", "#", exception);
        }
    }

    public void Enqueue(SchemaNode node)
    {
        if (!node.Filled)
        {
            node.Filled = true;
            _pending.Push(node);
            _nodes.Add(node);
        }
    }

    /// <summary>Keeps a definition for later: it is read in any case only when something refers to it.</summary>
    public void Defer(SchemaNode definition) => _definitions.Enqueue(definition);

    /// <summary>Resolves a reference and sees to it that its target is compiled.</summary>
    public SchemaNode Reach(SchemaNode from, Keyword keyword, string reference)
    {
        var target = _loader.Resolve(from, keyword, reference);
        Enqueue(target);
        return target;
    }

    /// <summary>Resolves a reference the dynamic scope may redirect (2020-12 core, section 8.2.3.2; 2019-09, 8.2.4.2).</summary>
    public DynamicReference ReachDynamic(SchemaNode from, Keyword keyword, string reference)
    {
        var initial = Reach(from, keyword, reference);
        var dynamic = new DynamicReference(keyword, initial, keyword == Keyword.DynamicRef ? UriText.Split(reference).Fragment : null);
        if (Redirects(dynamic))
        {
            _dynamic.Add(dynamic);
        }

        return dynamic;
    }

    /// <summary>The expression, read once however often it stands in the schema.</summary>
    /// <param name="source">The expression.</param>
    /// <param name="node">The schema it stands in.</param>
    /// <param name="step">The JSON Pointer from there.</param>
    public SchemaPattern Pattern(string source, SchemaNode node, string step)
    {
        if (!_patterns.TryGetValue(source, out var pattern))
        {
            pattern = Read(source, node, step);
            _patterns.Add(source, pattern);
            _patternWeight += pattern.Weight;
            if (_patternWeight > _options.MaxPatternSize)
            {
                throw new JsonSchemaLimitException(
                    $"The regular expressions take more than {_options.MaxPatternSize} pieces ({nameof(JsonSchemaOptions.MaxPatternSize)}).", node.Location(step));
            }
        }

        return pattern;
    }

    private SchemaPattern Read(string source, SchemaNode node, string step)
    {
        try
        {
            return new SchemaPattern(source, _options.MaxMatchSteps, node);
        }
        catch (PatternException exception)
        {
            throw new JsonSchemaException(exception.Message, node.Location(step), exception);
        }
    }

    private CompiledSchema Compile(JsonElement schema)
    {
        var root = _loader.Load(schema, _options.BaseUri);
        Enqueue(root);
        ReadPending();
        // 2020-12 core, section 9.4.1: a schema must not apply itself to the same value without end.
        InPlaceCycles.Refuse(_nodes);
        ReadDefinitions();
        var usesDynamicScope = _dynamic.Exists(static reference => reference.Targets.Count > 1);
        // A reference that no scope redirects always leads to the same schema, so a chain of them can be taken at once.
        if (!usesDynamicScope)
        {
            Planner.Shorten(_nodes);
        }

        var compiled = new CompiledSchema(root, _options, usesDynamicScope);
        foreach (var resource in _loader.Resources)
        {
            resource.Whole = compiled;
        }

        return compiled;
    }

    private void ReadPending()
    {
        do
        {
            while (_pending.TryPop(out var node))
            {
                _reader.Read(node);
            }
        }
        while (ReachDynamicTargets());
    }

    /// <summary>Reads, for tools, the definitions nothing refers to. One that leads nowhere or to itself says nothing, and harms nobody.</summary>
    private void ReadDefinitions()
    {
        while (_definitions.TryDequeue(out var definition))
        {
            var (nodes, dynamic) = (_nodes.Count, _dynamic.Count);
            try
            {
                Enqueue(definition);
                ReadPending();
                InPlaceCycles.Refuse(_nodes[nodes..]);
            }
            catch (JsonSchemaException exception) when (exception.IsOfReference)
            {
                _pending.Clear();
                _nodes[nodes..].ForEach(static node => node.Unread());
                _nodes.RemoveRange(nodes, _nodes.Count - nodes);
                _dynamic.RemoveRange(dynamic, _dynamic.Count - dynamic);
            }
        }
    }

    // Only an initial target that itself carries the dynamic anchor lets the scope decide.
    private static bool Redirects(DynamicReference reference) =>
        reference.Anchor is null
            ? reference.Initial.Resource.RecursiveAnchor
            : reference.Initial.Resource.DynamicAnchors.GetValueOrDefault(reference.Anchor) == reference.Initial;

    private bool ReachDynamicTargets()
    {
        foreach (var reference in _dynamic)
        {
            reference.Targets.Clear();
            foreach (var resource in _loader.Resources)
            {
                var target = reference.Anchor is null
                    ? (resource.RecursiveAnchor ? resource.Root : null)
                    : resource.DynamicAnchors.GetValueOrDefault(reference.Anchor);
                if (target is not null)
                {
                    reference.Targets.Add((resource, target));
                    Enqueue(target);
                }
            }
        }

        return _pending.Count > 0;
    }
}
