using System.Text.Json;
using Skills.Jinja.Text;
using Skills.Jinja.Values;

namespace Skills.Jinja.Rendering;

/// <summary>The variables a template was given, what its top level has set, and the blocks of its chain of parents.</summary>
internal sealed class RenderContext
{
    private IReadOnlyDictionary<string, object?>? _host;
    private DictValue? _json;
    private readonly Dictionary<string, Value>? _values;
    private readonly RenderContext? _parent;
    private readonly RenderEnvironment _environment;
    private Dictionary<string, Value>? _vars;
    private Dictionary<string, Value>? _converted;
    private HashSet<string>? _exported;
    private Dictionary<string, List<CompiledBlock>>? _blocks;

    private RenderContext(RenderContext parent, Dictionary<string, Value> locals)
    {
        _environment = parent._environment;
        _parent = parent;
        _values = locals;
        Autoescape = parent.Autoescape;
    }

    internal RenderContext(RenderEnvironment environment) => _environment = environment;

    /// <summary>Whether printed text is escaped at this moment.</summary>
    internal bool Autoescape { get; set; }

    /// <summary>Whether top level names are noted here too, because something else will ask for them.</summary>
    internal bool KeepsVars { get; set; }

    /// <summary>Whether the host passed functions, which may look at variables.</summary>
    internal bool HasFunctions => _parent?.HasFunctions ?? (_host is not null && HoldsFunction(_host));

    /// <summary>Set by extends: the template whose layout is rendered instead.</summary>
    internal CompiledTemplate? Parent { get; set; }

    /// <summary>A context for an included or imported template that sees this one and some locals, but not its blocks.</summary>
    internal RenderContext Derive(Dictionary<string, Value> locals) => new(this, locals);

    /// <summary>A context for a block that sees some locals, and the blocks of this one.</summary>
    // Only a scoped block sees the variables of the loops around it.
    internal RenderContext DeriveBlock(Dictionary<string, Value> locals) => new(this, locals) { _blocks = _blocks };

    /// <summary>A context that sees the environment's globals only.</summary>
    internal static RenderContext Empty(RenderEnvironment environment) => new(environment);

    /// <summary>Forgets what another render left, and takes the variables of this one.</summary>
    internal void Start(IReadOnlyDictionary<string, object?>? host, JsonElement json)
    {
        _host = host;
        _json = json.ValueKind == JsonValueKind.Object ? new(json) : null;
        _vars = _converted = null;
        _exported = null;
        _blocks = null;
        Parent = null;
    }

    internal Value Resolve(string name)
    {
        if (_vars is not null && _vars.TryGetValue(name, out var value))
        {
            return value;
        }

        value = FromOutside(name);
        return value.IsMissing && _parent is null ? _environment.Library.Global(name) : value;
    }

    /// <summary>The JSON text of a variable that nothing else hides, to be printed without making a string of it.</summary>
    internal bool TryPeekText(string name, byte[] utf8, out JsonElement text)
    {
        text = default;
        return _json is not null
            && _vars?.ContainsKey(name) != true
            && _values?.ContainsKey(name) != true
            && _json.TryPeek(name, utf8, out text)
            && text.ValueKind == JsonValueKind.String;
    }

    /// <summary>The variable whose name is nearest to one that does not exist.</summary>
    internal string? Nearest(string name) => Spelling.Nearest(name, Names().Take(1000));

    internal void SetVar(string name, Value value, bool exported)
    {
        (_vars ??= [])[name] = value;
        if (!exported)
        {
            _exported?.Remove(name);
        }
        // Names with an underscore are not exported: https://jinja.palletsprojects.com/en/stable/templates/#import.
        else if (!name.StartsWith('_'))
        {
            (_exported ??= []).Add(name);
        }
    }

    /// <summary>What importing templates may take.</summary>
    internal Dictionary<string, Value> Exports()
    {
        var exports = new Dictionary<string, Value>();
        foreach (var name in _exported ?? [])
        {
            exports[name] = _vars![name];
        }

        return exports;
    }

    internal void AddBlocks(CompiledTemplate template)
    {
        foreach (var (name, block) in template.Blocks)
        {
            _blocks ??= [];
            if (!_blocks.TryGetValue(name, out var stack))
            {
                _blocks[name] = stack = [];
            }

            stack.Add(block);
        }
    }

    internal List<CompiledBlock>? BlockStack(string name) => _blocks?.GetValueOrDefault(name);

    private static bool HoldsFunction(IReadOnlyDictionary<string, object?> host)
    {
        foreach (var (_, value) in host)
        {
            if (value is JinjaFunction or JinjaAsyncFunction)
            {
                return true;
            }
        }

        return false;
    }

    private IEnumerable<string> Names()
    {
        var names = (_vars?.Keys ?? Enumerable.Empty<string>()).Concat(_values?.Keys ?? Enumerable.Empty<string>()).Concat(_host?.Keys ?? []).Concat(_environment.Library.GlobalNames);
        if (_json is not null)
        {
            names = names.Concat(_json.Names());
        }

        return _parent is null ? names : names.Concat(_parent.Names());
    }

    private Value FromOutside(string name)
    {
        if (_values is not null && _values.TryGetValue(name, out var value))
        {
            return value;
        }

        if (_parent is not null)
        {
            return _parent.Resolve(name);
        }

        if (_json is not null && _json.TryGetString(name, null, out value))
        {
            return value;
        }

        return _host is null ? default : FromHost(name);
    }

    private Value FromHost(string name)
    {
        if (_converted is not null && _converted.TryGetValue(name, out var value))
        {
            return value;
        }

        if (!_host!.TryGetValue(name, out var given))
        {
            return default;
        }

        value = HostValues.From(given, _environment.Types);
        if (value.Ref is HeapValue and not Scalar)
        {
            // The same object each time, so that what a template does to it is seen again.
            (_converted ??= [])[name] = value;
        }

        return value;
    }
}
