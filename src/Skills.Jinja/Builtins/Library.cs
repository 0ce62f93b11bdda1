using System.Collections.Frozen;
using Skills.Jinja.Text;
using Skills.Jinja.Values;

namespace Skills.Jinja.Builtins;

/// <summary>The filters, tests, globals and methods that the templates of one environment see. Immutable.</summary>
internal sealed class Library : IFunctions
{
    private readonly FrozenDictionary<string, HostFunctionValue> _hostFilters;
    private readonly FrozenDictionary<string, HostFunctionValue> _hostTests;
    private readonly FrozenDictionary<string, Value> _globals;

    internal Library(JinjaOptions options)
    {
        _hostFilters = options.Filters.Select(static f => (f.Key, Value: new HostFunctionValue(f.Value)))
            .Concat(options.AsyncFilters.Select(static f => (f.Key, Value: new HostFunctionValue(f.Value))))
            .GroupBy(static f => f.Key, StringComparer.Ordinal)
            .ToFrozenDictionary(static f => f.Key, static f => f.Last().Value, StringComparer.Ordinal);
        _hostTests = Functions(options.Tests);
        var globals = new Dictionary<string, Value>(GlobalTable.For(options), StringComparer.Ordinal);
        foreach (var (name, value) in options.Globals)
        {
            globals[name] = HostValues.From(value, options.Types);
            HasHostFunctions |= value is JinjaFunction or JinjaAsyncFunction;
        }

        _globals = globals.ToFrozenDictionary(StringComparer.Ordinal);
        HasHostFunctions |= _hostFilters.Count + _hostTests.Count + options.Tags.Count > 0;
        Filters = options.PlainToJson ? FilterTable.Chat : FilterTable.All;
    }

    internal FrozenDictionary<string, Builtin> Filters { get; }

    internal FrozenDictionary<string, Builtin> Tests { get; } = TestTable.All;

    /// <summary>Whether functions of the host may look at a template's variables.</summary>
    internal bool HasHostFunctions { get; }

    internal IEnumerable<string> GlobalNames => _globals.Keys;

    /// <inheritdoc/>
    public bool TryBind(Value self, string name, out Value member) => MethodTable.TryBind(self, name, out member);

    /// <inheritdoc/>
    public NamedFunction? Find(string name, bool isTest)
    {
        if ((isTest ? HostTest(name) : HostFilter(name)) is { } host)
        {
            return host.Invoke;
        }

        var builtin = (isTest ? Tests : Filters).GetValueOrDefault(name);
        return builtin is null ? null
            : builtin.Contextual is { } contextual ? (state, scope, arguments) => contextual(state, scope!, builtin.Arrange(arguments))
            : (state, _, arguments) => builtin.Body(state, builtin.Arrange(arguments));
    }

    /// <inheritdoc/>
    public string? Nearest(string name, bool isTest) =>
        Spelling.Nearest(name, isTest ? Tests.Keys.Concat(_hostTests.Keys) : Filters.Keys.Concat(_hostFilters.Keys));

    internal Value Global(string name) => _globals.TryGetValue(name, out var value) ? value : default;

    internal bool IsGlobal(string name) => _globals.ContainsKey(name);

    internal HostFunctionValue? HostFilter(string name) => _hostFilters.GetValueOrDefault(name);

    internal HostFunctionValue? HostTest(string name) => _hostTests.GetValueOrDefault(name);

    private static FrozenDictionary<string, HostFunctionValue> Functions(IDictionary<string, JinjaFunction> functions) =>
        functions.ToFrozenDictionary(static f => f.Key, static f => new HostFunctionValue(f.Value), StringComparer.Ordinal);
}
