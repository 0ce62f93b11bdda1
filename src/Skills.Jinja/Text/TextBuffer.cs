using System.Buffers;
using System.Text;

namespace Skills.Jinja.Text;

/// <summary>A growing text in rented memory, with a limit.</summary>
/// <param name="limit">The most characters.</param>
/// <param name="limitName">The name of the limit, for the error.</param>
/// <param name="isExact">Whether every character is checked. The others are checked when more memory is needed, and by their length when they are taken.</param>
internal sealed class TextBuffer(int limit, string limitName, bool isExact = false) : IDisposable
{
    private const int SmallRoom = 256;
    private const int LargeRoom = 32 * 1024;

    private char[] _chars = [];
    private int _length;

    // Room for a text like the one before, so that it need not grow.
    private int _first = SmallRoom;

    // The end of the room: of the memory or of the limit, whichever comes first. One comparison tells whether a text fits.
    private int _end;

    internal int Length => _length;

    /// <summary>Drops the text behind a position.</summary>
    internal void Truncate(int length) => _length = length;

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
        if (_length >= _end)
        {
            Grow(1);
        }

        _chars[_length++] = c;
    }

    internal void Append(string text)
    {
        var length = _length;
        if (text.Length > _end - length)
        {
            Grow(text.Length);
        }

        text.CopyTo(_chars.AsSpan(length));
        _length = length + text.Length;
    }

    internal void Append(ReadOnlySpan<char> text)
    {
        if (text.Length > _end - _length)
        {
            Grow(text.Length);
        }

        text.CopyTo(_chars.AsSpan(_length));
        _length += text.Length;
    }

    internal void Append(char c, int count)
    {
        if (count > _end - _length)
        {
            Grow(count);
        }

        _chars.AsSpan(_length, count).Fill(c);
        _length += count;
    }

    internal void Append(long number)
    {
        Span<char> digits = stackalloc char[20];
        number.TryFormat(digits, out var written, default, System.Globalization.CultureInfo.InvariantCulture);
        Append(digits[..written]);
    }

    /// <summary>Appends UTF-8, which may have more bytes than the text has characters.</summary>
    internal void AppendUtf8(ReadOnlySpan<byte> text)
    {
        if (text.Length > _end - _length && Encoding.UTF8.GetCharCount(text) is var count && count > _end - _length)
        {
            Grow(count);
        }

        _length += Encoding.UTF8.GetChars(text, _chars.AsSpan(_length));
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
            _first = Math.Clamp(_chars.Length, SmallRoom, LargeRoom);
            ArrayPool<char>.Shared.Return(_chars);
        }

        _chars = [];
        _length = _end = 0;
    }

    private void Grow(int count)
    {
        var needed = (long)_length + count;
        if (needed > limit)
        {
            throw RuntimeFault.Limit($"The text grew over {limitName} = {limit} characters.");
        }

        if (needed > _chars.Length)
        {
            var bigger = ArrayPool<char>.Shared.Rent((int)Math.Min(limit, Math.Max(needed, Math.Max(_first, _chars.Length * 2L))));
            _chars.AsSpan(0, _length).CopyTo(bigger);
            if (_chars.Length > 0)
            {
                ArrayPool<char>.Shared.Return(_chars);
            }

            _chars = bigger;
        }

        _end = isExact ? Math.Min(_chars.Length, limit) : _chars.Length;
    }
}
