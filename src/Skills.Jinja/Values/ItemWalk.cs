namespace Skills.Jinja.Values;

/// <summary>A walk over the elements of a value. A list, the most common of all, is walked without an object for it.</summary>
internal struct ItemWalk
{
    private readonly ListValue? _list;
    private readonly ValueIterator? _other;
    private int _next;

    internal ItemWalk(ListValue list) => _list = list;

    internal ItemWalk(ValueIterator other) => _other = other;

    internal bool Next(out Value value)
    {
        if (_list is null)
        {
            return _other!.Next(out value);
        }

        // The list may change during the walk.
        if (_next < _list.Count)
        {
            value = _list[_next++];
            return true;
        }

        value = default;
        return false;
    }
}
