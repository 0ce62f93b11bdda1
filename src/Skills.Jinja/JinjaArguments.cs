using Skills.Jinja.Values;

namespace Skills.Jinja;

/// <summary>What a template passes to a function of the host. Valid during the call only.</summary>
/// <remarks>Values come as null, string, bool, long, double, BigInteger, <see cref="JinjaMarkup"/>, a list, a dictionary or the host's own object. An undefined value is null: see <see cref="IsUndefined"/>.</remarks>
public sealed class JinjaArguments
{
    private readonly RenderState _state;
    private readonly Scope? _scope;
    private readonly CallArguments _arguments;

    internal JinjaArguments(RenderState state, Scope? scope, CallArguments arguments)
    {
        _state = state;
        _scope = scope;
        _arguments = arguments;
    }

    /// <summary>Number of positional arguments; for filters and tests the value counts as the first.</summary>
    public int Count => _arguments.Positional.Length;

    /// <summary>Names of the keyword arguments, in the order of the call.</summary>
    public IEnumerable<string> Names => _arguments.Keywords.Select(static k => k.Key);

    /// <summary>A positional argument, from 0; null when there are fewer.</summary>
    public object? this[int index] => index < Count ? HostValues.ToHost(_state, _arguments.Positional[index]) : null;

    /// <summary>A keyword argument; null when it was not given.</summary>
    public object? this[string name] => HostValues.ToHost(_state, _arguments.Keywords.FirstOrDefault(k => k.Key == name).Value);

    /// <summary>Whether a positional argument was given but does not exist in the context.</summary>
    public bool IsUndefined(int index) => index < Count && _arguments.Positional[index].IsUndefined;

    /// <summary>A positional argument as the text <c>{{ value }}</c> would print.</summary>
    public string Text(int index) => index < Count ? _state.Text(_arguments.Positional[index]) : "";

    /// <summary>A variable the calling template sees; false when it does not exist.</summary>
    public bool TryGetVariable(string name, out object? value)
    {
        var found = _scope?.Lookup(name) ?? default;
        value = HostValues.ToHost(_state, found);
        return !found.IsMissing;
    }
}
