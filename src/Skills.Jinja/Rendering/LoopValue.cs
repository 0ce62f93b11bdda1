using Skills.Jinja.Text;
using Skills.Jinja.Values;

namespace Skills.Jinja.Rendering;

/// <summary>The <c>loop</c> variable.</summary>
internal sealed class LoopValue(TemplateState state) : HeapValue(ValueKind.Loop)
{
    private ItemWalk _items;
    private Func<Value, int, Value>? _recurse;
    private int _depth;
    private int _length;
    private long _index;
    private Value _before;
    private Value _current;
    private Value _after;
    private bool _peeked;
    private Queue<Value>? _rest;
    private Value[]? _lastChanged;

    internal override string TypeName => "LoopContext";

    internal override string Description => "jinja2.runtime.LoopContext object";

    internal override bool IsCallable => true;

    internal override int Count => Length();

    /// <summary>Whether an attribute is a plain value, which does not lead back to the loop.</summary>
    internal static bool IsPlain(string name) =>
        name is "index" or "index0" or "first" or "last" or "length" or "revindex" or "revindex0" or "depth" or "depth0" or "previtem" or "nextitem";

    /// <summary>Begins a loop, and forgets the one before.</summary>
    internal void Begin(ItemWalk items, int length, Func<Value, int, Value>? recurse, int depth)
    {
        (_items, _length, _recurse, _depth) = (items, length, recurse, depth);
        _index = -1;
        _before = _current = _after = default;
        _peeked = false;
        _rest = null;
        _lastChanged = null;
    }

    /// <summary>Goes to the next element.</summary>
    internal bool Advance(out Value value)
    {
        var more = _peeked ? !_after.IsMissing : Take(out _after);
        _peeked = false;
        if (!more)
        {
            value = default;
            return false;
        }

        _index++;
        _before = _current;
        _current = _after;
        _after = default;
        value = _current;
        return true;
    }

    internal override Value Call(RenderState caller, CallArguments arguments)
    {
        if (_recurse is null)
        {
            throw RuntimeFault.Type("The loop must have the 'recursive' marker to be called recursively.");
        }

        return arguments.Positional.Length == 1 && arguments.Keywords.Length == 0
            // loop(items) renders the body again, one level deeper.
            ? _recurse(arguments.Positional[0], _depth + 1)
            : throw RuntimeFault.Type("loop() takes exactly one argument");
    }

    internal override ValueIterator Iterate(RenderState caller) => new Rest(this);

    internal override void WriteRepr(ReprWriter writer) => writer.Append($"<LoopContext {_index + 1}/{Length()}>");

    internal override bool TryGetAttribute(RenderState caller, string name, out Value value)
    {
        value = name switch
        {
            "index" => Value.Of(_index + 1),
            "index0" => Value.Of(_index),
            "first" => Value.Of(_index == 0),
            "last" => Value.Of(!Peek()),
            "length" => Value.Of((long)Length()),
            "revindex" => Value.Of(Length() - _index),
            "revindex0" => Value.Of(Length() - _index - 1),
            "depth" => Value.Of((long)_depth + 1),
            "depth0" => Value.Of((long)_depth),
            "previtem" => _index == 0 ? state.UndefinedHint("there is no previous item") : _before,
            "nextitem" => Peek() ? _after : state.UndefinedHint("there is no next item"),
            "cycle" => Value.Of(new LoopFunction("cycle", Cycle)),
            "changed" => Value.Of(new LoopFunction("changed", Changed)),
            _ => default,
        };
        return !value.IsMissing;
    }

    private Value Cycle(CallArguments arguments) => arguments.Positional.Length == 0
        ? throw RuntimeFault.Type("no items for cycling given")
        : arguments.Positional[_index % arguments.Positional.Length];

    private Value Changed(CallArguments arguments)
    {
        // All arguments are compared together, with those of the call before.
        var changed = _lastChanged is null || !Comparison.Equal(Value.Of(new TupleValue(_lastChanged)), Value.Of(new TupleValue(arguments.Positional)), state);
        if (changed)
        {
            _lastChanged = arguments.Positional;
        }

        return Value.Of(changed);
    }

    // loop.last and loop.nextitem need the next element, so one is taken in advance.
    private bool Peek()
    {
        if (!_peeked)
        {
            _peeked = true;
            Take(out _after);
        }

        return !_after.IsMissing;
    }

    private bool Take(out Value value) => _rest is null ? _items.Next(out value) : _rest.TryDequeue(out value);

    private int Length()
    {
        if (_length < 0)
        {
            // A one-pass source is read to its end to be counted.
            var rest = new Queue<Value>();
            while (_items.Next(out var item))
            {
                state.Step();
                rest.Enqueue(item);
                if (rest.Count > state.Limits.MaxListLength)
                {
                    state.BuildList(rest.Count);
                }
            }

            _rest = rest;
            _length = (int)_index + 1 + rest.Count + (_peeked && !_after.IsMissing ? 1 : 0);
        }

        return _length;
    }

    private sealed class Rest(LoopValue loop) : ValueIterator
    {
        internal override bool Next(out Value value)
        {
            var more = loop.Advance(out var item);
            value = more ? Value.Of(new TupleValue(item, Value.Of(loop))) : default;
            return more;
        }
    }

    private sealed class LoopFunction(string name, Func<CallArguments, Value> body) : HeapValue(ValueKind.Function)
    {
        internal override string TypeName => "method";

        internal override bool IsCallable => true;

        internal override Value Call(RenderState caller, CallArguments arguments) => arguments.Keywords.Length > 0
            ? throw RuntimeFault.Type($"{name}() got an unexpected keyword argument '{arguments.Keywords[0].Key}'")
            : body(arguments);
    }
}
