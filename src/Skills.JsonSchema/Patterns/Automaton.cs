using Skills.JsonSchema.Unicode;

namespace Skills.JsonSchema.Patterns;

/// <summary>
/// A non-deterministic automaton over code points: matches any expression without back-references in time proportional to text times
/// expression, whatever the two are.
/// </summary>
internal sealed class Automaton
{
    private const int MostSteps = 5_000;
    private const int MostLooks = 64;

    private readonly List<AutomatonStep> _steps = [];
    private readonly List<AutomatonLook> _looks;
    private readonly bool _backwards;

    private Automaton(List<AutomatonLook> looks, bool backwards) => (_looks, _backwards) = (looks, backwards);

    public IReadOnlyList<AutomatonStep> Steps => _steps;

    /// <summary>The look-arounds of the whole expression, inner ones before those that hold them.</summary>
    public IReadOnlyList<AutomatonLook> Looks => _looks;

    /// <summary>An automaton for the expression, or null when it takes more than that or grows too large.</summary>
    public static Automaton? TryCreate(PatternNode node) => TryCreate(node, [], backwards: false);

    private static Automaton? TryCreate(PatternNode node, List<AutomatonLook> looks, bool backwards)
    {
        var automaton = new Automaton(looks, backwards);
        if (!automaton.TryAdd(node))
        {
            return null;
        }

        automaton.Add(new(StepKind.Match));
        return automaton;
    }

    private bool TryAdd(PatternNode node)
    {
        if (_steps.Count > MostSteps)
        {
            return false;
        }

        switch (node)
        {
            case SetNode set:
                Add(new(StepKind.Take) { Set = set.Set });
                return true;
            case AnchorNode anchor:
                Add(new(StepKind.Check) { Anchor = anchor.Kind });
                return true;
            case CaptureNode capture:
                return TryAdd(capture.Item);
            case SequenceNode sequence:
                return (_backwards ? sequence.Items.Reverse() : sequence.Items).All(TryAdd);
            case ChoiceNode choice:
                return TryAddChoice(choice);
            case RepeatNode repeat:
                return TryAddRepeat(repeat);
            case LookNode look:
                return TryAddLook(look);
            default:
                return false;
        }
    }

    private bool TryAddLook(LookNode look)
    {
        if (_looks.Count >= MostLooks || TryCreate(look.Item, _looks, backwards: look.Ahead) is not { } inner)
        {
            return false;
        }

        _looks.Add(new(inner, look.Ahead));
        Add(new(StepKind.Look) { Negative = look.Negative, Target = _looks.Count - 1 });
        return true;
    }

    private bool TryAddChoice(ChoiceNode choice)
    {
        var ends = new List<int>();
        for (var i = 0; i < choice.Branches.Count; i++)
        {
            var last = i == choice.Branches.Count - 1;
            var fork = last ? -1 : Add(new(StepKind.Fork));
            if (!TryAdd(choice.Branches[i]))
            {
                return false;
            }

            if (!last)
            {
                ends.Add(Add(new(StepKind.Jump)));
                _steps[fork].Target = _steps.Count;
            }
        }

        foreach (var end in ends)
        {
            _steps[end].Target = _steps.Count;
        }

        return true;
    }

    private bool TryAddRepeat(RepeatNode repeat)
    {
        for (var i = 0; i < repeat.Min; i++)
        {
            var before = _steps.Count;
            if (!TryAdd(repeat.Item))
            {
                return false;
            }

            // Repeating what takes no steps adds nothing.
            if (_steps.Count == before)
            {
                return true;
            }
        }

        return repeat.Max == int.MaxValue ? TryAddLoop(repeat.Item) : TryAddOptional(repeat.Item, repeat.Max - repeat.Min);
    }

    private bool TryAddLoop(PatternNode item)
    {
        var fork = Add(new(StepKind.Fork));
        if (!TryAdd(item))
        {
            return false;
        }

        _steps[Add(new(StepKind.Jump))].Target = fork;
        _steps[fork].Target = _steps.Count;
        return true;
    }

    private bool TryAddOptional(PatternNode item, int times)
    {
        var forks = new List<int>();
        for (var i = 0; i < times; i++)
        {
            forks.Add(Add(new(StepKind.Fork)));
            var before = _steps.Count;
            if (!TryAdd(item))
            {
                return false;
            }

            if (_steps.Count == before)
            {
                break;
            }
        }

        foreach (var fork in forks)
        {
            _steps[fork].Target = _steps.Count;
        }

        return true;
    }

    private int Add(AutomatonStep step)
    {
        _steps.Add(step);
        return _steps.Count - 1;
    }
}
