using System.Collections.Concurrent;
using System.Collections.Frozen;
using Skills.Jinja.Builtins;
using Skills.Jinja.Compilation;
using Skills.Jinja.Rendering;
using Skills.Jinja.Syntax;
using Skills.Jinja.Values;

namespace Skills.Jinja;

/// <summary>Parses Jinja2 templates and holds what they share: options, filters, tests, globals, loader.</summary>
/// <remarks>Immutable after construction and safe for use by many threads. Make one and keep it.</remarks>
public sealed class JinjaEnvironment
{
    private const int MaxCached = 1000;

    private readonly LexerRules _rules;
    private readonly FrozenDictionary<string, HostFunctionValue> _hostFilters;
    private readonly FrozenDictionary<string, HostFunctionValue> _hostTests;
    private readonly FrozenDictionary<string, Value> _globals;
    private readonly ConcurrentDictionary<string, Cached> _cache = new(StringComparer.Ordinal);

    /// <summary>Makes an environment.</summary>
    /// <param name="options">Copied; null for the defaults.</param>
    /// <exception cref="ArgumentException">The options contradict themselves.</exception>
    public JinjaEnvironment(JinjaOptions? options = null)
    {
        Options = (options ?? new()).Copy();
        _rules = new(Options);
        _hostFilters = Functions(Options.Filters);
        _hostTests = Functions(Options.Tests);
        var globals = new Dictionary<string, Value>(GlobalTable.For(Options), StringComparer.Ordinal);
        foreach (var (name, value) in Options.Globals)
        {
            globals[name] = HostValues.From(value, Types);
            HasHostFunctions |= value is JinjaFunction;
        }

        _globals = globals.ToFrozenDictionary(StringComparer.Ordinal);
        HasHostFunctions |= _hostFilters.Count + _hostTests.Count > 0;
        Filters = Options.PlainToJson ? FilterTable.Chat : FilterTable.All;
    }

    internal JinjaOptions Options { get; }

    internal HostTypes Types => Options.Types;

    internal FrozenDictionary<string, Builtin> Filters { get; }

    internal FrozenDictionary<string, Builtin> Tests { get; } = TestTable.All;

    /// <summary>Whether functions of the host may look at a template's variables.</summary>
    internal bool HasHostFunctions { get; }

    internal bool PrintsPlainly => Options.Finalize is null && Options.PrintStyle == JinjaPrintStyle.Python;

    /// <summary>Parses a template.</summary>
    /// <param name="source">Its text.</param>
    /// <param name="name">What errors call it; null for none.</param>
    /// <exception cref="JinjaException">The text is no valid template, or over a limit.</exception>
    public JinjaTemplate Parse(string source, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new(Compile(source, name));
    }

    /// <summary>Parses a single expression, without tags, such as <c>count > 3 and name is defined</c>.</summary>
    /// <exception cref="JinjaException">The text is no valid expression.</exception>
    public JinjaExpression CompileExpression(string expression)
    {
        ArgumentNullException.ThrowIfNull(expression);
        return JinjaExpression.Compile(this, expression, _rules);
    }

    /// <summary>Loads a template through <see cref="JinjaOptions.Loader"/>; parsed templates are kept until their source changes.</summary>
    /// <exception cref="JinjaException">There is no such template, or it is not valid.</exception>
    public JinjaTemplate GetTemplate(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var entry = Lookup(name) ?? throw new JinjaException(JinjaErrorKind.TemplateNotFound, $"There is no template {Repr.Of(name)}.", name, 0, 0, null);
        return new(entry.Template);
    }

    internal CompiledTemplate? Find(string name) => Lookup(name)?.Template;

    internal Value Global(string name) => _globals.TryGetValue(name, out var value) ? value : default;

    internal bool IsGlobal(string name) => _globals.ContainsKey(name);

    internal IEnumerable<string> GlobalNames => _globals.Keys;

    internal HostFunctionValue? HostFilter(string name) => _hostFilters.GetValueOrDefault(name);

    internal HostFunctionValue? HostTest(string name) => _hostTests.GetValueOrDefault(name);

    internal bool Autoescapes(string? name) => Options.AutoescapeFor?.Invoke(name) ?? Options.Autoescape;

    internal string? NearestFilter(string name, bool isTest) =>
        Spelling.Nearest(name, isTest ? Tests.Keys.Concat(_hostTests.Keys) : Filters.Keys.Concat(_hostFilters.Keys));

    private static FrozenDictionary<string, HostFunctionValue> Functions(IDictionary<string, JinjaFunction> functions) =>
        functions.ToFrozenDictionary(static f => f.Key, static f => new HostFunctionValue(f.Value), StringComparer.Ordinal);

    private CompiledTemplate Compile(string source, string? name)
    {
        if (source.Length > Options.Limits.MaxSourceLength)
        {
            throw new JinjaException(
                JinjaErrorKind.Limit, $"The template has {source.Length} characters; MaxSourceLength = {Options.Limits.MaxSourceLength}.", name, 0, 0, null);
        }

        var text = new SourceText(source, name, Options.KeepTrailingNewline);
        try
        {
            var tree = new TemplateParser(new(text, _rules), Options).Parse();
            return new TemplateCompiler(this, text, tree).Compile();
        }
        catch (SyntaxFault fault)
        {
            throw text.Error(fault.Kind, fault.Message, fault.Position, null, fault.Suggestion);
        }
        catch (InsufficientExecutionStackException)
        {
            throw text.Error(JinjaErrorKind.Limit, "The template is nested deeper than the stack allows.", 0);
        }
    }

    private Cached? Lookup(string name)
    {
        var loader = Options.Loader;
        if (loader is null)
        {
            return null;
        }

        var stamp = Guarded(loader.GetStamp, name);
        var known = _cache.GetValueOrDefault(name);
        if (known is not null && stamp is not null && known.Stamp == stamp)
        {
            return known;
        }

        var source = Guarded(loader.Load, name);
        if (source is null)
        {
            _cache.TryRemove(name, out _);
            return null;
        }

        if (known is not null && known.Source == source)
        {
            return stamp == known.Stamp ? known : _cache[name] = known with { Stamp = stamp };
        }

        if (_cache.Count >= MaxCached)
        {
            _cache.Clear();
        }

        var entry = new Cached(stamp, source, Compile(source, name));
        return _cache[name] = entry;
    }

    private static string? Guarded(Func<string, string?> load, string name)
    {
        try
        {
            return load(name);
        }
        catch (Exception exception) when (exception is not (JinjaException or OperationCanceledException))
        {
            throw new JinjaException(JinjaErrorKind.Runtime, $"The loader failed on template {Repr.Of(name)} with {exception.GetType().Name}.", name, 0, 0, null, exception);
        }
    }

    private sealed record Cached(string? Stamp, string Source, CompiledTemplate Template);
}
