namespace Skills.Jinja.Values;

/// <summary>Index arithmetic shared by lists, tuples and ranges.</summary>
internal static class Indexing
{
    internal static bool TryGet(ReadOnlySpan<Value> items, Value key, out Value value)
    {
        if ((key.IsInt || key.IsBool) && TryPlace(key.Int, items.Length, out var index))
        {
            value = items[index];
            return true;
        }

        value = default;
        return false;
    }

    internal static bool TryPlace(long key, int count, out int index)
    {
        var place = key < 0 ? key + count : key;
        index = (int)place;
        return place >= 0 && place < count;
    }
}
