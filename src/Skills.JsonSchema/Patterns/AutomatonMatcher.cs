using System.Buffers;
using Skills.JsonSchema.Values;

namespace Skills.JsonSchema.Patterns;

/// <summary>Runs an <see cref="Automaton"/> without look-arounds over UTF-8, following all its ways at once.</summary>
internal sealed class AutomatonMatcher
{
    private const int OnStack = 64;
    private const int WorkAStep = 2;
    private const int WorkBetweenCharges = 1 << 12;

    private readonly AutomatonStep[] _steps;
    private readonly bool _fromStart;

    public AutomatonMatcher(Automaton automaton)
    {
        _steps = [.. automaton.Steps];
        _fromStart = _steps[0] is { Kind: StepKind.Check, Anchor: AnchorKind.Start };
    }

    /// <param name="text">Unescaped UTF-8.</param>
    /// <param name="steps">What the work is taken off. When it falls below nothing, the answer means nothing.</param>
    public bool IsMatch(ReadOnlySpan<byte> text, ref long steps)
    {
        var size = _steps.Length * AutomatonRun.Slots;
        if (_steps.Length <= OnStack)
        {
            return IsMatch(text, stackalloc int[OnStack * AutomatonRun.Slots], ref steps);
        }

        var rented = ArrayPool<int>.Shared.Rent(size);
        try
        {
            rented.AsSpan(0, size).Clear();
            return IsMatch(text, rented, ref steps);
        }
        finally
        {
            ArrayPool<int>.Shared.Return(rented);
        }
    }

    private bool IsMatch(ReadOnlySpan<byte> text, Span<int> memory, ref long steps)
    {
        var run = new AutomatonRun(_steps, memory, default);
        var before = -1;
        long work = 0;
        for (var at = 0; steps >= 0;)
        {
            var used = 0;
            var next = at < text.Length ? Utf8Text.Decode(text[at..], out used) : -1;
            run.Begin(at, before, next);
            if (at == 0 || !_fromStart)
            {
                run.Follow(0);
            }

            if (run.Matched || next < 0 || (run.Count == 0 && _fromStart))
            {
                return run.Matched;
            }

            run.Take(next);
            work += run.Count + 1;
            if (work > WorkBetweenCharges)
            {
                steps -= work >> WorkAStep;
                work = 0;
            }

            before = next;
            at += used;
        }

        return false;
    }
}
