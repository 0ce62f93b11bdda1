using System.Text.Json;
using Skills.Jinja.Text;

namespace Skills.Jinja.Values;

/// <summary>A Python dict: keeps the order of first insertion. One made from JSON answers single look-ups from the document and copies its properties only when they are walked.</summary>
internal sealed class DictValue : HeapValue
{
    private const int LinearUpTo = 8;
    private const int MostWalks = 64;

    private readonly JsonElement _source;
    private bool _loaded = true;
    private Child? _children;
    private int _lookups;
    private Entry[] _entries = [];
    private int[]? _buckets;
    private int _used;
    private int _live;

    internal DictValue()
        : base(ValueKind.Dict)
    {
    }

    internal DictValue(JsonElement source)
        : base(ValueKind.Dict)
    {
        _source = source;
        _loaded = false;
    }

    internal override string TypeName => "dict";

    internal override int Count
    {
        get
        {
            Load();
            return _live;
        }
    }

    internal override bool Truthy => _loaded ? _live > 0 : _source.GetPropertyCount() > 0;

    /// <summary>Finds a key. Unhashable keys are the caller's business.</summary>
    internal bool TryGet(RenderState? state, Value key, out Value value)
    {
        if (!_loaded)
        {
            if (key.IsString)
            {
                state?.Handle(key.String.Length);
                return TryGetString(key.String, null, out value);
            }

            Load();
        }

        var index = Find(state, key, ValueKeys.Hash(state, key));
        value = index < 0 ? default : _entries[index].Value;
        return index >= 0;
    }

    /// <summary>Finds a string key; the same key in UTF-8 spares its conversion.</summary>
    internal bool TryGetString(string key, byte[]? utf8, out Value value)
    {
        if (TryPeek(key, utf8, out var element))
        {
            value = Of(key, element);
            return true;
        }

        var index = _loaded ? FindString(key) : -1;
        value = index < 0 ? default : _entries[index].Value;
        return index >= 0;
    }

    /// <summary>The value of a property that <see cref="TryPeek"/> found.</summary>
    internal Value Of(string key, JsonElement element) =>
        element.ValueKind is JsonValueKind.Object or JsonValueKind.Array ? Keep(key, element) : HostValues.FromJson(element);

    /// <summary>The string keys.</summary>
    internal List<string> Names()
    {
        var names = new List<string>();
        foreach (var entry in Entries)
        {
            if (entry.Key.IsString)
            {
                names.Add(entry.Key.String);
            }
        }

        return names;
    }

    /// <summary>The JSON element of a property, while the dict is still one with its document.</summary>
    internal bool TryPeek(string key, byte[]? utf8, out JsonElement element)
    {
        // A look-up walks the properties: after a few, a table is cheaper.
        if (!_loaded && ++_lookups > MostWalks)
        {
            Load();
        }

        element = default;
        return !_loaded && TryFind(key, utf8, out element);
    }

    internal void Set(RenderState? state, Value key, Value value)
    {
        Load();
        var hash = ValueKeys.Hash(state, key);
        var index = Find(state, key, hash);
        if (index >= 0)
        {
            _entries[index].Value = value;
            return;
        }

        state?.GrowDict(_live);
        Append(key, value, hash);
    }

    private void Append(Value key, Value value, int hash)
    {
        if (_used == _entries.Length)
        {
            Grow();
        }

        ref var entry = ref _entries[_used];
        entry = new() { Key = key, Value = value, Hash = hash, Next = -1 };
        if (_buckets is not null)
        {
            Link(ref entry, _used);
        }

        _used++;
        _live++;
    }

    internal bool Remove(RenderState? state, Value key, out Value value)
    {
        Load();
        var index = Find(state, key, ValueKeys.Hash(state, key));
        if (index < 0)
        {
            value = default;
            return false;
        }

        value = _entries[index].Value;
        RemoveEntry(index);
        return true;
    }

    /// <summary>Removes and gives the entry inserted last.</summary>
    internal bool RemoveLast(out Value key, out Value value)
    {
        Load();
        var i = _used - 1;
        while (i >= 0 && _entries[i].Key.IsMissing)
        {
            i--;
        }

        if (i < 0)
        {
            (key, value) = (default, default);
            return false;
        }

        (key, value) = (_entries[i].Key, _entries[i].Value);
        RemoveEntry(i);
        _used = i;
        return true;
    }

    internal void Clear()
    {
        _loaded = true;
        _entries = [];
        _buckets = null;
        _used = _live = 0;
    }

    internal DictValue Copy()
    {
        var copy = new DictValue();
        foreach (var entry in Entries)
        {
            copy.Append(entry.Key, entry.Value, entry.Hash);
        }

        return copy;
    }

    internal EntryWalk Entries => new(this);

    internal override ValueIterator Iterate(RenderState state) => new KeyWalker(this);

    internal override void WriteRepr(ReprWriter writer) => writer.Dict(this);

    internal override bool TryGetAttribute(RenderState state, string name, out Value value) =>
        state.Functions.TryBind(Value.Of(this), name, out value);

    internal override bool TryGetItem(RenderState state, Value key, out Value value)
    {
        if (ValueKeys.IsHashable(state, key))
        {
            return TryGet(state, key, out value);
        }

        value = default;
        return false;
    }

    /// <summary>Looks in the document. Where a name holds half a surrogate pair, System.Text.Json gives up, and the properties are copied instead.</summary>
    private bool TryFind(string key, byte[]? utf8, out JsonElement element)
    {
        try
        {
            return utf8 is null ? _source.TryGetProperty(key, out element) : _source.TryGetProperty(utf8, out element);
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException)
        {
            Load();
            element = default;
            return false;
        }
    }

    private Value Keep(string key, JsonElement element)
    {
        // The same object each time: a template may change what it holds, and compare it by identity.
        for (var child = _children; child is not null; child = child.Next)
        {
            if (child.Name == key)
            {
                return child.Value;
            }
        }

        var value = HostValues.FromJson(element);
        _children = new(key, value, _children);
        return value;
    }

    private void Load()
    {
        if (_loaded)
        {
            return;
        }

        _loaded = true;
        _entries = new Entry[_source.GetPropertyCount()];
        foreach (var property in _source.EnumerateObject())
        {
            var name = JsonText.NameOf(property);
            var value = default(Value);
            for (var child = _children; child is not null; child = child.Next)
            {
                if (child.Name == name)
                {
                    value = child.Value;
                }
            }

            Set(null, Value.Of(name), value.IsMissing ? HostValues.FromJson(property.Value) : value);
        }

        _children = null;
    }

    private int FindString(string key)
    {
        if (_buckets is null)
        {
            for (var i = 0; i < _used; i++)
            {
                if (_entries[i].Key.Ref is string text && text == key)
                {
                    return i;
                }
            }

            return -1;
        }

        return Find(null, Value.Of(key), key.GetHashCode(StringComparison.Ordinal));
    }

    private int Find(RenderState? state, Value key, int hash)
    {
        if (_buckets is null)
        {
            for (var i = 0; i < _used; i++)
            {
                if (_entries[i].Hash == hash && !_entries[i].Key.IsMissing && ValueKeys.Equal(state, _entries[i].Key, key))
                {
                    return i;
                }
            }

            return -1;
        }

        for (var i = _buckets[hash & (_buckets.Length - 1)] - 1; i >= 0; i = _entries[i].Next)
        {
            if (_entries[i].Hash == hash && ValueKeys.Equal(state, _entries[i].Key, key))
            {
                return i;
            }
        }

        return -1;
    }

    private void RemoveEntry(int index)
    {
        ref var entry = ref _entries[index];
        if (_buckets is not null)
        {
            ref var bucket = ref _buckets[entry.Hash & (_buckets.Length - 1)];
            if (bucket == index + 1)
            {
                bucket = entry.Next + 1;
            }
            else
            {
                var i = bucket - 1;
                while (_entries[i].Next != index)
                {
                    i = _entries[i].Next;
                }

                _entries[i].Next = entry.Next;
            }
        }

        // The place stays empty, so that a walk in progress keeps its position.
        entry = default;
        _live--;
    }

    private void Grow()
    {
        var old = _entries;
        _entries = new Entry[Math.Max(4, _live * 2)];
        var used = 0;
        for (var i = 0; i < _used; i++)
        {
            if (!old[i].Key.IsMissing)
            {
                _entries[used++] = old[i];
            }
        }

        _used = used;
        _buckets = null;
        if (_entries.Length > LinearUpTo)
        {
            _buckets = new int[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)_entries.Length)];
            for (var i = 0; i < _used; i++)
            {
                Link(ref _entries[i], i);
            }
        }
    }

    private void Link(ref Entry entry, int index)
    {
        ref var bucket = ref _buckets![entry.Hash & (_buckets.Length - 1)];
        entry.Next = bucket - 1;
        bucket = index + 1;
    }

    internal struct Entry
    {
        internal Value Key;
        internal Value Value;
        internal int Hash;
        internal int Next;
    }

    private sealed record Child(string Name, Value Value, Child? Next);

    /// <summary>Walks the entries in order; for <c>foreach</c>.</summary>
    internal struct EntryWalk
    {
        private readonly DictValue _dict;
        private int _index;

        internal EntryWalk(DictValue dict)
        {
            dict.Load();
            _dict = dict;
            _index = -1;
        }

        public readonly Entry Current => _dict._entries[_index];

        public readonly EntryWalk GetEnumerator() => this;

        public bool MoveNext()
        {
            while (++_index < _dict._used)
            {
                if (!_dict._entries[_index].Key.IsMissing)
                {
                    return true;
                }
            }

            return false;
        }
    }

    private sealed class KeyWalker(DictValue dict) : ValueIterator
    {
        private readonly int _count = dict.Count;
        private EntryWalk _walk = dict.Entries;

        internal override bool Next(out Value value)
        {
            // Python looks at the size only: a value may be replaced during a loop.
            if (dict._live != _count)
            {
                throw new RuntimeFault(JinjaErrorKind.Value, "dictionary changed size during iteration");
            }

            var more = _walk.MoveNext();
            value = more ? _walk.Current.Key : default;
            return more;
        }
    }
}
