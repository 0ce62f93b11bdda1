namespace Skills.Replies.Parsing;

/// <summary>Characters appended one after the other, in one array that grows.</summary>
internal sealed class CharBuffer(int capacity)
{
    private char[] _items = new char[capacity];

    public int Length { get; private set; }

    public ReadOnlySpan<char> Span => _items.AsSpan(0, Length);

    /// <summary>The array itself; what lies before <see cref="Length"/> stays as it is when more is appended, until it is cleared or cut.</summary>
    public char[] Items => _items;

    public void Append(char c)
    {
        if (Length == _items.Length)
        {
            Grow(1);
        }

        _items[Length++] = c;
    }

    public void Append(ReadOnlySpan<char> text)
    {
        if (text.Length > _items.Length - Length)
        {
            Grow(text.Length);
        }

        text.CopyTo(_items.AsSpan(Length));
        Length += text.Length;
    }

    /// <summary>Room for so many more characters; <see cref="Advance"/> says how many were written there.</summary>
    public Span<char> Room(int count)
    {
        if (count > _items.Length - Length)
        {
            Grow(count);
        }

        return _items.AsSpan(Length, count);
    }

    public void Advance(int count) => Length += count;

    public void Append(char c, int count)
    {
        for (; count > 0; count--)
        {
            Append(c);
        }
    }

    public void Clear() => Length = 0;

    /// <summary>Takes white space off the end.</summary>
    public void TrimEnd()
    {
        while (Length > 0 && ReplyText.IsSpace(_items[Length - 1]))
        {
            Length--;
        }
    }

    private void Grow(int by) => Array.Resize(ref _items, Math.Max(_items.Length * 2, Length + by));
}
