namespace Skills.Jinja.Values;

internal sealed class ArrayIterator(Value[] items) : ValueIterator
{
    private int _next;

    internal override bool Next(out Value value)
    {
        if (_next < items.Length)
        {
            value = items[_next++];
            return true;
        }

        value = default;
        return false;
    }
}
