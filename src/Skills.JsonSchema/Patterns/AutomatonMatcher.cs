using System.Buffers;
using System.Diagnostics;
using Skills.JsonSchema.Values;

namespace Skills.JsonSchema.Patterns;

/// <summary>Runs an <see cref="Automaton"/> over UTF-8, following all its ways at once.</summary>
internal sealed class AutomatonMatcher
{
    private const int OnStack = 64;
    private const int WorkAStep = 2;
    private const int WorkBetweenLooksAtTheClock = 1 << 16;

    private readonly AutomatonStep[] _steps;
    private readonly bool _fromStart;
    private readonly long _timeout;

    public AutomatonMatcher(Automaton automaton, TimeSpan timeout)
    {
        _steps = [.. automaton.Steps];
        _fromStart = _steps[0] is { Kind: StepKind.Check, Anchor: AnchorKind.Start };
        _timeout = (long)(timeout.TotalSeconds * Stopwatch.Frequency);
    }

    /// <exception cref="TimeoutException">It took too long.</exception>
    public bool IsMatch(ReadOnlySpan<byte> text, ref long steps)
    {
        var size = _steps.Length;
        if (size <= OnStack)
        {
            return IsMatch(text, stackalloc int[OnStack * 4], ref steps);
        }

        var rented = ArrayPool<int>.Shared.Rent(size * 4);
        try
        {
            rented.AsSpan(0, size * 4).Clear();
            return IsMatch(text, rented, ref steps);
        }
        finally
        {
            ArrayPool<int>.Shared.Return(rented);
        }
    }

    private bool IsMatch(ReadOnlySpan<byte> text, Span<int> memory, ref long steps)
    {
        var size = _steps.Length;
        var run = new Run(_steps, memory[..size], memory.Slice(size, size), memory.Slice(size * 2, size));
        var seeds = memory.Slice(size * 3, size);
        var seedCount = 0;
        var before = -1;
        var started = Stopwatch.GetTimestamp();
        long work = 0;
        for (var at = 0; ; )
        {
            var used = 0;
            var next = at < text.Length ? Utf8Text.Decode(text[at..], out used) : -1;
            run.Begin(before, next);
            for (var i = 0; i < seedCount; i++)
            {
                run.Follow(seeds[i]);
            }

            if (at == 0 || !_fromStart)
            {
                run.Follow(0);
            }

            if (run.Matched)
            {
                return true;
            }

            if (next < 0 || (run.Count == 0 && _fromStart))
            {
                return false;
            }

            seedCount = run.Take(next, seeds);
            work += run.Count + 1;
            if (work > WorkBetweenLooksAtTheClock)
            {
                steps -= work >> WorkAStep;
                work = 0;
                if (Stopwatch.GetTimestamp() - started > _timeout)
                {
                    throw new TimeoutException();
                }
            }

            before = next;
            at += used;
        }
    }

    /// <summary>The steps reached at one position.</summary>
    private ref struct Run(AutomatonStep[] steps, Span<int> seen, Span<int> takes, Span<int> stack)
    {
        private readonly AutomatonStep[] _steps = steps;
        private readonly Span<int> _seen = seen;
        private readonly Span<int> _takes = takes;
        private readonly Span<int> _stack = stack;
        private int _generation;
        private int _before;
        private int _next;

        public int Count { get; private set; }

        public bool Matched { get; private set; }

        public void Begin(int before, int next)
        {
            _generation++;
            _before = before;
            _next = next;
            Count = 0;
        }

        public void Follow(int step)
        {
            var top = 0;
            Push(step, ref top);
            while (top > 0)
            {
                var at = _stack[--top];
                var current = _steps[at];
                switch (current.Kind)
                {
                    case StepKind.Take:
                        _takes[Count++] = at;
                        break;
                    case StepKind.Fork:
                        Push(current.Target, ref top);
                        Push(at + 1, ref top);
                        break;
                    case StepKind.Jump:
                        Push(current.Target, ref top);
                        break;
                    case StepKind.Check when Holds(current.Anchor):
                        Push(at + 1, ref top);
                        break;
                    case StepKind.Match:
                        Matched = true;
                        return;
                    default:
                        break;
                }
            }
        }

        public readonly int Take(int code, Span<int> seeds)
        {
            var count = 0;
            foreach (var at in _takes[..Count])
            {
                if (_steps[at].Set.Contains(code))
                {
                    seeds[count++] = at + 1;
                }
            }

            return count;
        }

        private readonly void Push(int step, ref int top)
        {
            if (_seen[step] != _generation)
            {
                _seen[step] = _generation;
                _stack[top++] = step;
            }
        }

        private readonly bool Holds(AnchorKind anchor) => anchor switch
        {
            AnchorKind.Start => _before < 0,
            AnchorKind.End => _next < 0,
            AnchorKind.WordBoundary => IsWord(_before) != IsWord(_next),
            _ => IsWord(_before) == IsWord(_next),
        };

        private static bool IsWord(int code) => code >= 0 && CharacterClasses.Word.Contains(code);
    }
}
