using System.Buffers;
using Skills.JsonSchema.Values;

namespace Skills.JsonSchema.Patterns;

/// <summary>
/// Runs an <see cref="Automaton"/> with look-arounds in time proportional to text times expression: each look-around is decided
/// for every position by one walk over the text, the inner ones first, and is a condition on the position from then on.
/// </summary>
internal sealed class LookMatcher(Automaton automaton)
{
    private const int WorkAStep = 2;
    private const int WorkBetweenCharges = 1 << 12;

    private readonly AutomatonStep[] _root = [.. automaton.Steps];
    private readonly (AutomatonStep[] Steps, bool Ahead)[] _looks = [.. automaton.Looks.Select(static look => (look.Inner.Steps.ToArray(), look.Ahead))];

    /// <param name="text">Unescaped UTF-8.</param>
    /// <param name="steps">What the work is taken off. When it falls below nothing, the answer means nothing.</param>
    public bool IsMatch(ReadOnlySpan<byte> text, ref long steps)
    {
        var words = (text.Length >> 6) + 1;
        var size = Math.Max(_root.Length, _looks.Max(static look => look.Steps.Length)) * AutomatonRun.Slots;
        var codes = ArrayPool<int>.Shared.Rent(text.Length);
        var bits = ArrayPool<ulong>.Shared.Rent(words * _looks.Length);
        var memory = ArrayPool<int>.Shared.Rent(size);
        try
        {
            bits.AsSpan(0, words * _looks.Length).Clear();
            var truths = new LookTruths(bits, words);
            ReadOnlySpan<int> read = codes.AsSpan(0, Decode(text, codes));
            Mark(read, memory.AsSpan(0, size), truths, ref steps);
            return Find(read, memory, truths, ref steps);
        }
        finally
        {
            ArrayPool<int>.Shared.Return(codes);
            ArrayPool<ulong>.Shared.Return(bits);
            ArrayPool<int>.Shared.Return(memory);
        }
    }

    // Inner look-arounds come first. The memory is left clear.
    private void Mark(ReadOnlySpan<int> codes, Span<int> memory, LookTruths truths, ref long steps)
    {
        memory.Clear();
        for (var i = 0; i < _looks.Length && steps >= 0; i++)
        {
            Mark(_looks[i].Steps, i, _looks[i].Ahead, codes, memory, truths, ref steps);
            memory.Clear();
        }
    }

    private static int Decode(ReadOnlySpan<byte> text, int[] codes)
    {
        var count = 0;
        while (!text.IsEmpty)
        {
            codes[count++] = Utf8Text.Decode(text, out var used);
            text = text[used..];
        }

        return count;
    }

    /// <summary>Marks every position a look-around holds at.</summary>
    /// <remarks>Read from the end of the text, a look-ahead's match ends at the position that asks for it.</remarks>
    private static void Mark(AutomatonStep[] steps, int look, bool ahead, ReadOnlySpan<int> codes, Span<int> memory, LookTruths truths, ref long left)
    {
        var run = new AutomatonRun(steps, memory, truths);
        var work = 0L;
        for (var i = 0; i <= codes.Length; i++)
        {
            var at = ahead ? codes.Length - i : i;
            Enter(ref run, at, codes);
            if (run.Matched)
            {
                truths.Set(look, at);
            }

            if (i < codes.Length)
            {
                run.Take(ahead ? codes[at - 1] : codes[at]);
            }

            if (!Charge(ref work, run.Count, ref left))
            {
                return;
            }
        }

        left -= work >> WorkAStep;
    }

    private bool Find(ReadOnlySpan<int> codes, Span<int> memory, LookTruths truths, ref long left)
    {
        var run = new AutomatonRun(_root, memory, truths);
        var work = 0L;
        for (var at = 0; at <= codes.Length; at++)
        {
            Enter(ref run, at, codes);
            if (run.Matched)
            {
                left -= work >> WorkAStep;
                return true;
            }

            if (at < codes.Length)
            {
                run.Take(codes[at]);
            }

            if (!Charge(ref work, run.Count, ref left))
            {
                return false;
            }
        }

        left -= work >> WorkAStep;
        return false;
    }

    private static void Enter(ref AutomatonRun run, int at, ReadOnlySpan<int> codes)
    {
        run.Begin(at, at > 0 ? codes[at - 1] : -1, at < codes.Length ? codes[at] : -1);
        // A match may begin at every position.
        run.Follow(0);
    }

    private static bool Charge(ref long work, int more, ref long left)
    {
        work += more + 1;
        if (work > WorkBetweenCharges)
        {
            left -= work >> WorkAStep;
            work = 0;
        }

        return left >= 0;
    }
}
