using Skills.Jinja.Values;

namespace Skills.Jinja;

/// <summary>What a template passes to a function of the host. Valid during the call only; arguments of a <see cref="JinjaAsyncFunction"/> may be read until its task ends.</summary>
/// <remarks>Values come as null, string, bool, long, double, BigInteger, <see cref="JinjaMarkup"/>, a list, a dictionary or the host's own object. An undefined value is null: see <see cref="IsUndefined"/>.</remarks>
public sealed class JinjaArguments
{
    private readonly RenderState _state;
    private readonly Scope? _scope;
    private readonly CallArguments _arguments;
    private object?[]? _values;
    private object?[]? _named;
    private string[]? _texts;
    private int? _callingThread;

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
    public object? this[int index] => index >= Count ? null : _values is null ? HostValues.ToHost(_state, _arguments.Positional[index]) : _values[index];

    /// <summary>A keyword argument; null when it was not given.</summary>
    public object? this[string name]
    {
        get
        {
            var at = Array.FindIndex(_arguments.Keywords, k => k.Key == name);
            return at < 0 ? null : _named is null ? HostValues.ToHost(_state, _arguments.Keywords[at].Value) : _named[at];
        }
    }

    /// <summary>Whether a positional argument was given but does not exist in the context.</summary>
    public bool IsUndefined(int index) => index < Count && _arguments.Positional[index].IsUndefined;

    /// <summary>A positional argument as the text <c>{{ value }}</c> would print.</summary>
    public string Text(int index) => index >= Count ? "" : _texts is null ? _state.Text(_arguments.Positional[index]) : _texts[index];

    /// <summary>A variable the calling template sees; false when it does not exist.</summary>
    /// <exception cref="InvalidOperationException">An asynchronous function asks after its first <c>await</c>.</exception>
    public bool TryGetVariable(string name, out object? value)
    {
        EnsureCalling();
        var found = _scope?.Lookup(name) ?? default;
        value = HostValues.ToHost(_state, found);
        return !found.IsMissing;
    }

    /// <summary>Gets a value indicating whether the call has a body: the text between a <see cref="JinjaTag"/> and its end, or that of a <c>{% call %}</c>.</summary>
    public bool HasBody => Body is not null;

    /// <summary>Renders the body. It may be called any number of times, and runs each time.</summary>
    /// <returns>The text; escaped already where autoescape is on. Empty without a body.</returns>
    /// <exception cref="InvalidOperationException">An asynchronous function asks after its first <c>await</c>.</exception>
    public string RenderBody()
    {
        EnsureCalling();
        return Body is { } body ? _state.Text(body.Call(_state, CallArguments.Empty)) : "";
    }

    private HeapValue? Body => _arguments.Keywords.FirstOrDefault(static k => k.Key == "caller").Value.Ref as HeapValue is { IsCallable: true } body ? body : null;

    /// <summary>Calls an asynchronous function, which may read its arguments after this method has returned.</summary>
    internal ValueTask<object?> PassTo(JinjaAsyncFunction function, CancellationToken cancellationToken)
    {
        _values = Array.ConvertAll(_arguments.Positional, value => HostValues.ToHost(_state, value));
        _named = Array.ConvertAll(_arguments.Keywords, pair => HostValues.ToHost(_state, pair.Value));
        _texts = Array.ConvertAll(_arguments.Positional, _state.Text);
        _callingThread = Environment.CurrentManagedThreadId;
        try
        {
            return function(this, cancellationToken);
        }
        finally
        {
            _callingThread = 0;
        }
    }

    // After an await the render may be at work again, on another thread. What follows the await can even run before the call has returned.
    private void EnsureCalling()
    {
        if (_callingThread is { } thread && thread != Environment.CurrentManagedThreadId)
        {
            throw new InvalidOperationException("Variables and the body can be read only before the first await of an asynchronous function.");
        }
    }
}
