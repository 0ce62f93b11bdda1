namespace Skills.JsonSchema.Patterns;

/// <summary>One search for a match of a <see cref="BacktrackProgram"/> in a text.</summary>
internal ref struct BacktrackAttempt
{
    private const int MostKept = 8_000_000;

    private readonly BacktrackStep[] _steps;
    private readonly ReadOnlySpan<int> _codes;
    private readonly int[] _registers;
    private readonly List<(Trail Kind, int First, int Second)> _trail = [];
    private int _step;
    private int _at;

    public BacktrackAttempt(BacktrackStep[] steps, ReadOnlySpan<int> codes, int registers, long stepsLeft)
    {
        _steps = steps;
        _codes = codes;
        _registers = new int[registers];
        StepsLeft = stepsLeft;
    }

    /// <summary>What is left; below nothing when the search was given up.</summary>
    public long StepsLeft { get; private set; }

    public bool Run(int start)
    {
        Array.Fill(_registers, -1);
        _trail.Clear();
        (_step, _at) = (0, start);
        while (--StepsLeft >= 0)
        {
            if (_steps[_step].Kind == BacktrackKind.Match)
            {
                return true;
            }

            if (!Advance(_steps[_step]) && !Back())
            {
                return false;
            }

            if (_trail.Count > MostKept)
            {
                StepsLeft = -1;
            }
        }

        return false;
    }

    private bool Advance(BacktrackStep step)
    {
        switch (step.Kind)
        {
            case BacktrackKind.Take:
                return Take(step);
            case BacktrackKind.Check:
                return Next(CharacterClasses.Holds(step.Anchor, _at > 0 ? _codes[_at - 1] : -1, _at < _codes.Length ? _codes[_at] : -1));
            case BacktrackKind.Save:
                Set(step.Register, _at);
                return Next(true);
            case BacktrackKind.Repeat:
                return Repeat(step);
            case BacktrackKind.Fork:
                _trail.Add((Trail.Choice, step.Target, _at));
                return Next(true);
            case BacktrackKind.Jump:
                _step = step.Target;
                return true;
            case BacktrackKind.Clear:
                Set(step.Register, 0);
                return Next(true);
            case BacktrackKind.Loop:
                return Loop(step);
            case BacktrackKind.Again:
                return Again(step);
            case BacktrackKind.Look:
                _trail.Add((step.Negative ? Trail.NotAhead : Trail.Ahead, step.Target, _at));
                return Next(true);
            default:
                return LookEnd();
        }
    }

    private bool Next(bool holds)
    {
        _step++;
        return holds;
    }

    private bool Take(BacktrackStep step)
    {
        var from = step.Backwards ? _at - 1 : _at;
        if ((uint)from >= (uint)_codes.Length || !step.Set.Contains(_codes[from]))
        {
            return false;
        }

        _at += step.Backwards ? -1 : 1;
        return Next(true);
    }

    // A group that has not taken part matches nothing, and so does a reference to it (ECMA-262, section 22.2.2.7.2).
    private bool Repeat(BacktrackStep step)
    {
        var (start, end) = (_registers[step.Register], _registers[step.Register + 1]);
        if (start < 0 || end < 0)
        {
            return Next(true);
        }

        var length = end - start;
        var from = step.Backwards ? _at - length : _at;
        StepsLeft -= length;
        if (from < 0 || from + length > _codes.Length || !_codes.Slice(from, length).SequenceEqual(_codes.Slice(start, length)))
        {
            return false;
        }

        _at += step.Backwards ? -length : length;
        return Next(true);
    }

    private bool Loop(BacktrackStep step)
    {
        var count = _registers[step.Register];
        if (count >= step.Max)
        {
            _step = step.Target;
            return true;
        }

        if (count >= step.Min && step.Lazy)
        {
            _trail.Add((Trail.Round, _step, _at));
            _step = step.Target;
            return true;
        }

        if (count >= step.Min)
        {
            _trail.Add((Trail.Choice, step.Target, _at));
        }

        return Round(step, count);
    }

    private bool Round(BacktrackStep step, int count)
    {
        Set(step.Register, count + 1);
        Set(step.Register + 1, _at);
        // Each round forgets what its groups captured before (ECMA-262, section 22.2.2.3.1, step 4).
        for (var group = step.FirstGroup; group <= step.LastGroup; group++)
        {
            Set((group - 1) * 2, -1);
            Set(((group - 1) * 2) + 1, -1);
        }

        return Next(true);
    }

    // A round beyond the least that takes nothing ends this way, or it would go on forever (ECMA-262, section 22.2.2.3.1).
    private bool Again(BacktrackStep step)
    {
        if (_registers[step.Register + 1] == _at && _registers[step.Register] > step.Min)
        {
            return false;
        }

        _step = step.Target;
        return true;
    }

    /// <summary>What is looked for was found: its other ways are forgotten, and what it captured stays.</summary>
    private bool LookEnd()
    {
        var enter = _trail.FindLastIndex(static entry => entry.Kind is Trail.Ahead or Trail.NotAhead);
        var (kind, target, at) = _trail[enter];
        StepsLeft -= _trail.Count - enter;
        if (kind == Trail.NotAhead)
        {
            while (_trail.Count > enter)
            {
                Undo();
            }

            return false;
        }

        // ECMA-262, section 22.2.2.4: there is no way back into a look-around.
        var kept = _trail.GetRange(enter + 1, _trail.Count - enter - 1).FindAll(static entry => entry.Kind == Trail.Restore);
        _trail.RemoveRange(enter, _trail.Count - enter);
        _trail.AddRange(kept);
        (_step, _at) = (target, at);
        return true;
    }

    private readonly void Set(int register, int value)
    {
        _trail.Add((Trail.Restore, register, _registers[register]));
        _registers[register] = value;
    }

    /// <summary>Goes back to the last way not tried yet.</summary>
    private bool Back()
    {
        while (_trail.Count > 0)
        {
            StepsLeft--;
            var (kind, first, second) = Undo();
            if (kind is Trail.Choice or Trail.NotAhead)
            {
                (_step, _at) = (first, second);
                return true;
            }

            if (kind == Trail.Round)
            {
                (_step, _at) = (first, second);
                return Round(_steps[first], _registers[_steps[first].Register]);
            }
        }

        return false;
    }

    private readonly (Trail Kind, int First, int Second) Undo()
    {
        var entry = _trail[^1];
        _trail.RemoveAt(_trail.Count - 1);
        if (entry.Kind == Trail.Restore)
        {
            _registers[entry.First] = entry.Second;
        }

        return entry;
    }

    /// <summary>What is kept to go back: a number and what it was, or a step and a position.</summary>
    private enum Trail : byte
    {
        Restore,
        Choice,

        /// <summary>A round of a lazy repetition that was put off.</summary>
        Round,

        /// <summary>Where a look-around began.</summary>
        Ahead,
        NotAhead,
    }
}
