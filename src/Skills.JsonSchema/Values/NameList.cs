namespace Skills.JsonSchema.Values;

/// <summary>Collects distinct names and numbers them, for a <see cref="NameMap"/>.</summary>
internal sealed class NameList
{
    private const int Few = 16;

    private readonly List<byte[]> _names = [];
    private Dictionary<byte[], int>? _index;

    public int Count => _names.Count;

    /// <summary>The number of a name as written between its quotes; a new one when it was not yet there.</summary>
    public int Add(ReadOnlySpan<byte> raw)
    {
        var name = Utf8Text.ToBytes(raw);
        var known = Find(name);
        if (known >= 0)
        {
            return known;
        }

        _names.Add(name);
        _index?.Add(name, _names.Count - 1);
        return _names.Count - 1;
    }

    public NameMap ToMap() => new([.. _names]);

    private int Find(byte[] name)
    {
        if (_names.Count <= Few)
        {
            return _names.FindIndex(known => known.AsSpan().SequenceEqual(name));
        }

        if (_index is null)
        {
            _index = new(BytesComparer.Instance);
            for (var i = 0; i < _names.Count; i++)
            {
                _index.Add(_names[i], i);
            }
        }

        return _index.GetValueOrDefault(name, -1);
    }
}
