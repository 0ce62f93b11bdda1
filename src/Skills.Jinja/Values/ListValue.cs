using System.Text.Json;

namespace Skills.Jinja.Values;

/// <summary>A Python list. One made from JSON reads its elements when first touched.</summary>
internal sealed class ListValue : HeapValue
{
    private readonly JsonElement _source;
    private Value[]? _items;
    private int _count;

    internal ListValue(Value[] items, int count)
        : base(ValueKind.List)
    {
        _items = items;
        _count = count;
    }

    internal ListValue(Value[] items)
        : this(items, items.Length)
    {
    }

    internal ListValue()
        : this([], 0)
    {
    }

    internal ListValue(JsonElement source)
        : base(ValueKind.List) => _source = source;

    internal override string TypeName => "list";

    internal override int Count => _items is null ? _source.GetArrayLength() : _count;

    internal override bool Truthy => Count > 0;

    internal ReadOnlySpan<Value> Items => Load().AsSpan(0, _count);

    internal Value this[int index]
    {
        get => Load()[index];
        set => Load()[index] = value;
    }

    internal void Add(Value value)
    {
        var items = Load();
        if (_count == items.Length)
        {
            Array.Resize(ref items, Math.Max(4, _count * 2));
            _items = items;
        }

        items[_count++] = value;
    }

    internal void Insert(int index, Value value)
    {
        Add(value);
        var items = Load();
        Array.Copy(items, index, items, index + 1, _count - index - 1);
        items[index] = value;
    }

    internal Value RemoveAt(int index)
    {
        var items = Load();
        var value = items[index];
        Array.Copy(items, index + 1, items, index, _count - index - 1);
        items[--_count] = default;
        return value;
    }

    internal void Clear()
    {
        _items = [];
        _count = 0;
    }

    internal void Replace(Value[] items)
    {
        _items = items;
        _count = items.Length;
    }

    internal override ValueIterator Iterate(RenderState state) => new Walker(this);

    internal override void WriteRepr(ReprWriter writer) => writer.Sequence(this, '[', ']', Items);

    internal override bool TryGetAttribute(RenderState state, string name, out Value value) =>
        state.Functions.TryBind(Value.Of(this), name, out value);

    internal override bool TryGetItem(RenderState state, Value key, out Value value) => Indexing.TryGet(Items, key, out value);

    private Value[] Load()
    {
        if (_items is null)
        {
            var items = new Value[_source.GetArrayLength()];
            var i = 0;
            foreach (var element in _source.EnumerateArray())
            {
                items[i++] = HostValues.FromJson(element);
            }

            _items = items;
            _count = i;
        }

        return _items;
    }

    private sealed class Walker(ListValue list) : ValueIterator
    {
        private int _next;

        internal override bool Next(out Value value)
        {
            if (_next < list.Count)
            {
                value = list[_next++];
                return true;
            }

            value = default;
            return false;
        }
    }
}
