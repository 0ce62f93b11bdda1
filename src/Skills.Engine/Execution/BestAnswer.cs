namespace Skills.Engine.Execution;

/// <summary>Keeps the best answer of an execution: valid, then failing a rule only, then with the fewest violations, then unreadable; the later of equals.</summary>
internal sealed class BestAnswer
{
    private Answer? _best;

    /// <summary>The requests sent so far, so that none is sent twice.</summary>
    public List<string> Fingerprints => field ??= [];

    /// <summary>What is wrong with the best answer; empty when it is valid.</summary>
    public IReadOnlyList<SkillError> Errors => _best?.Errors ?? [];

    /// <summary>Returns the best answer so far, this one included.</summary>
    public Answer Consider(Answer answer)
    {
        if (_best is not { } best || Rank(answer).CompareTo(Rank(best)) <= 0)
        {
            _best = best = answer;
        }

        return best;
    }

    private static (int Class, int Errors) Rank(Answer answer) => answer switch
    {
        { IsValid: true } => (0, 0),
        { Rules: not null } => (1, answer.Errors.Count),
        { Output.Value: not null } => (2, answer.Errors.Count),
        _ => (3, answer.Errors.Count),
    };
}
