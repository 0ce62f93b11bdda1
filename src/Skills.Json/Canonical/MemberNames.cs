using System.Buffers.Binary;

namespace Skills.Json.Canonical;

/// <summary>The order of an object's members: by UTF-16 code units, those of one name in the order of the text.</summary>
internal readonly ref struct MemberNames(ReadOnlySpan<byte> text, ReadOnlySpan<TapeRow> rows, string[]? unescaped)
{
    private const int Run = 24;
    private const ulong NotAscii = 0x8080808080808080;

    private readonly ReadOnlySpan<byte> _text = text;
    private readonly ReadOnlySpan<TapeRow> _rows = rows;

    // UTF-8 sorts by code point; RFC 8785 asks for UTF-16 code units. They differ only where a supplementary character
    // (lead byte F0 and up, surrogates D800 and up in UTF-16) meets one from U+E000 on (lead bytes EE and EF).
    public static int Compare(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        var common = left.CommonPrefixLength(right);
        if (common == left.Length || common == right.Length)
        {
            return left.Length.CompareTo(right.Length);
        }

        var (a, b) = (left[common], right[common]);
        return a >= 0xEE && b >= 0xEE && (a >= 0xF0) != (b >= 0xF0)
            ? (a >= 0xF0 ? -1 : 1)
            : a.CompareTo(b);
    }

    /// <summary>Most names that <see cref="Sort(Span{int})"/> takes.</summary>
    public const int Few = Run;

    /// <summary>Sorts the rows of a few names, none of them escaped, in their place. Equal names keep their order.</summary>
    public void Sort(Span<int> names)
    {
        Span<ulong> heads = stackalloc ulong[Few];
        for (var i = 0; i < names.Length; i++)
        {
            var moved = names[i];
            var head = Head(moved);
            var at = i;
            for (; at > 0 && IsBefore(head, moved, heads[at - 1], names[at - 1]); at--)
            {
                names[at] = names[at - 1];
                heads[at] = heads[at - 1];
            }

            names[at] = moved;
            heads[at] = head;
        }
    }

    /// <summary>Sorts the rows of names: short runs by insertion, then merged. Equal names keep their order.</summary>
    /// <param name="names">The rows of the names.</param>
    /// <param name="scratch">Three times as long.</param>
    public void Sort(Span<int> names, Span<int> scratch)
    {
        var count = names.Length;
        var from = scratch[..count];
        var to = scratch[count..(2 * count)];
        var given = scratch[(2 * count)..];
        names.CopyTo(given);
        for (var i = 0; i < count; i++)
        {
            from[i] = i;
        }

        for (var start = 0; start < count; start += Run)
        {
            Insert(from[start..Math.Min(start + Run, count)], given);
        }

        for (var width = Run; width < count; width *= 2)
        {
            for (var start = 0; start < count; start += 2 * width)
            {
                var middle = Math.Min(start + width, count);
                var end = Math.Min(start + (2 * width), count);
                Merge(from[start..middle], from[middle..end], to[start..end], given);
            }

            var sorted = to;
            to = from;
            from = sorted;
        }

        for (var i = 0; i < count; i++)
        {
            names[i] = given[from[i]];
        }
    }

    private void Insert(Span<int> run, ReadOnlySpan<int> given)
    {
        Span<ulong> heads = stackalloc ulong[Run];
        for (var i = 0; i < run.Length; i++)
        {
            var moved = run[i];
            var head = unescaped is null ? Head(given[moved]) : 0;
            var at = i;
            for (; at > 0 && IsBefore(head, moved, heads[at - 1], run[at - 1], given); at--)
            {
                run[at] = run[at - 1];
                heads[at] = heads[at - 1];
            }

            run[at] = moved;
            heads[at] = head;
        }
    }

    private bool IsBefore(ulong leftHead, int left, ulong rightHead, int right, ReadOnlySpan<int> given) =>
        leftHead != rightHead && leftHead != 0 && rightHead != 0 ? leftHead < rightHead : Compare(left, right, given) < 0;

    private bool IsBefore(ulong leftHead, int left, ulong rightHead, int right) =>
        leftHead != rightHead && leftHead != 0 && rightHead != 0 ? leftHead < rightHead : Compare(Name(left), Name(right)) < 0;

    // The first eight letters as a number in their order; 0 when they do not decide. A shorter name comes first, as no name holds a bare zero.
    private ulong Head(int row)
    {
        if (!BinaryPrimitives.TryReadUInt64BigEndian(_text[(_rows[row].Start + 1)..], out var head))
        {
            return 0;
        }

        // What follows a shorter name is not part of it; a shift by 64 would do nothing.
        var length = _rows[row].Length - 2;
        head = length >= sizeof(ulong) ? head : length == 0 ? 0 : head & ~(ulong.MaxValue >> (8 * length));
        return (head & NotAscii) == 0 ? head : 0;
    }

    private void Merge(ReadOnlySpan<int> left, ReadOnlySpan<int> right, Span<int> merged, ReadOnlySpan<int> given)
    {
        var (l, r) = (0, 0);
        for (var i = 0; i < merged.Length; i++)
        {
            merged[i] = r == right.Length || (l < left.Length && Compare(left[l], right[r], given) <= 0) ? left[l++] : right[r++];
        }
    }

    private int Compare(int left, int right, ReadOnlySpan<int> given) => unescaped is null
        ? Compare(Name(given[left]), Name(given[right]))
        : string.CompareOrdinal(unescaped[left], unescaped[right]);

    private ReadOnlySpan<byte> Name(int row) => _text.Slice(_rows[row].Start + 1, _rows[row].Length - 2);
}
