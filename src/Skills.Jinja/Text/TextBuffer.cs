using System.Buffers;

namespace Skills.Jinja.Text;

/// <summary>A growing text in rented memory, with a ceiling.</summary>
internal sealed class TextBuffer(int limit, string limitName) : IDisposable
{
    private char[] _chars = [];
    private int _length;

    internal int Length
    {
        get => _length;
        set => _length = value;
    }

    internal ReadOnlySpan<char> Written => _chars.AsSpan(0, _length);

    /// <summary>The text behind a position, to be changed in place.</summary>
    internal Span<char> Tail(int start) => _chars.AsSpan(start, _length - start);

    /// <summary>Moves a piece of the text to an earlier place, where the text then ends.</summary>
    internal void Move(int from, int to, int length)
    {
        if (from != to)
        {
            _chars.AsSpan(from, length).CopyTo(_chars.AsSpan(to));
        }

        _length = to + length;
    }

    internal void Append(char c)
    {
        if (_length == _chars.Length)
        {
            Grow(1);
        }

        _chars[_length++] = c;
    }

    internal void Append(string text)
    {
        var length = _length;
        if (text.Length > _chars.Length - length)
        {
            Grow(text.Length);
        }

        text.CopyTo(_chars.AsSpan(length));
        _length = length + text.Length;
    }

    internal void Append(ReadOnlySpan<char> text)
    {
        if (text.Length > _chars.Length - _length)
        {
            Grow(text.Length);
        }

        text.CopyTo(_chars.AsSpan(_length));
        _length += text.Length;
    }

    internal void Append(char c, int count)
    {
        Reserve(count).Fill(c);
        _length += count;
    }

    internal void Append(long number)
    {
        number.TryFormat(Reserve(20), out var written, default, System.Globalization.CultureInfo.InvariantCulture);
        _length += written;
    }

    /// <summary>Room for at least so many characters behind the text; the caller moves <see cref="Length"/>.</summary>
    internal Span<char> Reserve(int count)
    {
        if (count > _chars.Length - _length)
        {
            Grow(count);
        }

        return _chars.AsSpan(_length, count);
    }

    /// <summary>Takes the text from a position off the end.</summary>
    internal string Cut(int start)
    {
        var text = new string(_chars, start, _length - start);
        _length = start;
        return text;
    }

    public override string ToString() => new(_chars, 0, _length);

    public void Dispose()
    {
        if (_chars.Length > 0)
        {
            ArrayPool<char>.Shared.Return(_chars);
        }

        _chars = [];
        _length = 0;
    }

    private void Grow(int count)
    {
        var needed = (long)_length + count;
        if (needed > limit)
        {
            throw RuntimeFault.Limit($"The text grew over {limitName} = {limit} characters.");
        }

        var bigger = ArrayPool<char>.Shared.Rent((int)Math.Min(limit, Math.Max(needed, Math.Max(256, _chars.Length * 2L))));
        _chars.AsSpan(0, _length).CopyTo(bigger);
        if (_chars.Length > 0)
        {
            ArrayPool<char>.Shared.Return(_chars);
        }

        _chars = bigger;
    }
}
