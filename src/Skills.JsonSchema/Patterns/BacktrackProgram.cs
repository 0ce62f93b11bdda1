using System.Runtime.CompilerServices;

namespace Skills.JsonSchema.Patterns;

/// <summary>An expression with back-references, or one too large for an <see cref="Automaton"/>, as steps for a <see cref="BacktrackMatcher"/>.</summary>
internal sealed class BacktrackProgram
{
    private readonly List<BacktrackStep> _steps = [];
    private int _registers;

    private BacktrackProgram(int groups) => _registers = groups * 2;

    public IReadOnlyList<BacktrackStep> Steps => _steps;

    /// <summary>How many numbers the matcher keeps: start and end of each group, then count and start of each repetition.</summary>
    public int Registers => _registers;

    public static BacktrackProgram Create(PatternNode node)
    {
        var program = new BacktrackProgram(Groups(node).DefaultIfEmpty().Max());
        program.Write(node, backwards: false);
        program.Add(new(BacktrackKind.Match));
        return program;
    }

    // ECMA-262, section 22.2.2: look-behind reads from right to left, and so do captures and back-references in it.
    private void Write(PatternNode node, bool backwards)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        switch (node)
        {
            case SetNode set:
                Add(new(BacktrackKind.Take) { Set = set.Set, Backwards = backwards });
                break;
            case AnchorNode anchor:
                Add(new(BacktrackKind.Check) { Anchor = anchor.Kind });
                break;
            case CaptureNode capture:
                Add(new(BacktrackKind.Save) { Register = Slot(capture.Group, end: backwards) });
                Write(capture.Item, backwards);
                Add(new(BacktrackKind.Save) { Register = Slot(capture.Group, end: !backwards) });
                break;
            case BackReferenceNode reference:
                Add(new(BacktrackKind.Repeat) { Register = Slot(reference.Group, end: false), Backwards = backwards });
                break;
            case SequenceNode sequence:
                foreach (var item in backwards ? sequence.Items.Reverse() : sequence.Items)
                {
                    Write(item, backwards);
                }

                break;
            case ChoiceNode choice:
                WriteChoice(choice, backwards);
                break;
            case RepeatNode repeat:
                WriteRepeat(repeat, backwards);
                break;
            case LookNode look:
                WriteLook(look);
                break;
            default:
                throw new InvalidOperationException($"{node} cannot be written.");
        }
    }

    private void WriteChoice(ChoiceNode choice, bool backwards)
    {
        var ends = new List<BacktrackStep>();
        for (var i = 0; i < choice.Branches.Count; i++)
        {
            var last = i == choice.Branches.Count - 1;
            var fork = last ? null : Add(new(BacktrackKind.Fork));
            Write(choice.Branches[i], backwards);
            if (fork is not null)
            {
                ends.Add(Add(new(BacktrackKind.Jump)));
                fork.Target = _steps.Count;
            }
        }

        foreach (var end in ends)
        {
            end.Target = _steps.Count;
        }
    }

    private void WriteRepeat(RepeatNode repeat, bool backwards)
    {
        var register = _registers;
        _registers += 2;
        var groups = Groups(repeat.Item).ToList();
        Add(new(BacktrackKind.Clear) { Register = register });
        var loop = _steps.Count;
        var test = Add(new(BacktrackKind.Loop)
        {
            Register = register,
            Min = repeat.Min,
            Max = repeat.Max,
            Lazy = repeat.Lazy,
            FirstGroup = groups.Count == 0 ? 0 : groups.Min(),
            LastGroup = groups.Count == 0 ? -1 : groups.Max(),
        });
        Write(repeat.Item, backwards);
        Add(new(BacktrackKind.Again) { Register = register, Min = repeat.Min, Target = loop });
        test.Target = _steps.Count;
    }

    private void WriteLook(LookNode look)
    {
        var enter = Add(new(BacktrackKind.Look) { Negative = look.Negative });
        Write(look.Item, backwards: !look.Ahead);
        Add(new(BacktrackKind.LookEnd));
        enter.Target = _steps.Count;
    }

    private static int Slot(int group, bool end) => ((group - 1) * 2) + (end ? 1 : 0);

    private static IEnumerable<int> Groups(PatternNode node) => node switch
    {
        CaptureNode capture => Groups(capture.Item).Append(capture.Group),
        SequenceNode sequence => sequence.Items.SelectMany(Groups),
        ChoiceNode choice => choice.Branches.SelectMany(Groups),
        RepeatNode repeat => Groups(repeat.Item),
        LookNode look => Groups(look.Item),
        _ => [],
    };

    private BacktrackStep Add(BacktrackStep step)
    {
        _steps.Add(step);
        return step;
    }
}
