using System.Runtime.CompilerServices;

namespace Skills.JsonSchema.Unicode;

/// <summary>An immutable set of code points, surrogates included.</summary>
internal sealed class CodePointSet
{
    public const int Last = 0x10FFFF;

    public static readonly CodePointSet None = new([]);

    public static readonly CodePointSet All = new([(0, Last)]);

    private readonly int[] _starts;
    private readonly int[] _ends;
    private readonly ulong _low;
    private readonly ulong _high;
    private CodePointSet? _complement;

    /// <param name="ranges">In any order, overlapping or not; both ends belong to the set.</param>
    public CodePointSet(IEnumerable<(int First, int Last)> ranges)
    {
        var starts = new List<int>();
        var ends = new List<int>();
        foreach (var (first, last) in ranges.OrderBy(static range => range.First))
        {
            if (starts.Count > 0 && first <= ends[^1] + 1)
            {
                ends[^1] = Math.Max(ends[^1], last);
            }
            else
            {
                starts.Add(first);
                ends.Add(last);
            }
        }

        _starts = [.. starts];
        _ends = [.. ends];
        for (var code = 0; code < 64; code++)
        {
            _low |= Search(code) ? 1UL << code : 0;
            _high |= Search(code + 64) ? 1UL << code : 0;
        }
    }

    public IEnumerable<(int First, int Last)> Ranges => _starts.Zip(_ends);

    /// <summary>The only member, or -1.</summary>
    public int Single => _starts.Length == 1 && _starts[0] == _ends[0] ? _starts[0] : -1;

    public static CodePointSet Of(params ReadOnlySpan<int> codes)
    {
        var ranges = new (int, int)[codes.Length];
        for (var i = 0; i < codes.Length; i++)
        {
            ranges[i] = (codes[i], codes[i]);
        }

        return new(ranges);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Contains(int code) => code < 128 ? ContainsAscii((uint)code) : Search(code);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool ContainsAscii(uint code) => (((code < 64 ? _low : _high) >> (int)code) & 1) != 0;

    public CodePointSet Complement() => _complement ??= Inverted();

    private CodePointSet Inverted()
    {
        var ranges = new List<(int, int)>();
        var next = 0;
        foreach (var (first, last) in Ranges)
        {
            if (first > next)
            {
                ranges.Add((next, first - 1));
            }

            next = last + 1;
        }

        if (next <= Last)
        {
            ranges.Add((next, Last));
        }

        return new(ranges);
    }

    public bool Overlaps(CodePointSet other)
    {
        for (int i = 0, j = 0; i < _starts.Length && j < other._starts.Length;)
        {
            if (_ends[i] < other._starts[j])
            {
                i++;
            }
            else if (other._ends[j] < _starts[i])
            {
                j++;
            }
            else
            {
                return true;
            }
        }

        return false;
    }

    private bool Search(int code)
    {
        var index = Array.BinarySearch(_starts, code);
        index = index < 0 ? ~index - 1 : index;
        return index >= 0 && code <= _ends[index];
    }
}
