namespace Skills.JsonSchema.Patterns;

/// <summary>The steps of an <see cref="Automaton"/> reached at one position of a text.</summary>
internal ref struct AutomatonRun
{
    /// <summary>How many numbers of memory a run takes for each step.</summary>
    public const int Slots = 4;

    private readonly AutomatonStep[] _steps;
    private readonly LookTruths _truths;
    private readonly Span<int> _seen;
    private readonly Span<int> _takes;
    private readonly Span<int> _stack;
    private readonly Span<int> _seeds;
    private int _seedCount;
    private int _generation;
    private int _before;
    private int _next;
    private int _at;

    /// <param name="steps">The automaton.</param>
    /// <param name="memory">Cleared, <see cref="Slots"/> times as long as the steps.</param>
    /// <param name="truths">Where the automaton's look-arounds hold.</param>
    public AutomatonRun(AutomatonStep[] steps, Span<int> memory, LookTruths truths)
    {
        var size = steps.Length;
        _steps = steps;
        _truths = truths;
        _seen = memory[..size];
        _takes = memory.Slice(size, size);
        _stack = memory.Slice(size * 2, size);
        _seeds = memory.Slice(size * 3, size);
    }

    /// <summary>How many steps wait for a code point.</summary>
    public int Count { get; private set; }

    /// <summary>Whether the expression matches up to the position.</summary>
    public bool Matched { get; private set; }

    /// <summary>Goes to a position with all that was reached there.</summary>
    /// <param name="at">The position, counted in code points.</param>
    /// <param name="before">The code point before it, or -1.</param>
    /// <param name="next">The code point behind it, or -1.</param>
    public void Begin(int at, int before, int next)
    {
        _generation++;
        (_at, _before, _next) = (at, before, next);
        Count = 0;
        Matched = false;
        foreach (var seed in _seeds[.._seedCount])
        {
            Follow(seed);
        }
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
                case StepKind.Check when CharacterClasses.Holds(current.Anchor, _before, _next):
                    Push(at + 1, ref top);
                    break;
                case StepKind.Look when _truths.Holds(current.Target, _at) != current.Negative:
                    Push(at + 1, ref top);
                    break;
                case StepKind.Match:
                    Matched = true;
                    break;
                default:
                    break;
            }
        }
    }

    /// <summary>Takes a code point; what is reached thereby waits for the next position.</summary>
    public void Take(int code)
    {
        _seedCount = 0;
        foreach (var at in _takes[..Count])
        {
            if (_steps[at].Set.Contains(code))
            {
                _seeds[_seedCount++] = at + 1;
            }
        }
    }

    private readonly void Push(int step, ref int top)
    {
        if (_seen[step] != _generation)
        {
            _seen[step] = _generation;
            _stack[top++] = step;
        }
    }
}
