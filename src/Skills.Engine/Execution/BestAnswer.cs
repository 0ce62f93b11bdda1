using System.Text.Json;

namespace Skills.Engine.Execution;

/// <summary>What a model answered and what steps 6 and 7 made of it.</summary>
internal sealed record Answer(ModelReply Reply, OutputCheck Output, RuleCheck? Rules)
{
    public bool IsValid => Rules is { Errors.Count: 0 };

    public IReadOnlyList<SkillError> Errors => Rules?.Errors ?? Output.Errors;

    public JsonElement? Value => Rules?.Outputs ?? Output.Value;
}

/// <summary>Keeps the best answer of an execution: valid, then failing a rule only, then with the fewest violations, then unreadable; the later of equals.</summary>
internal sealed class BestAnswer
{
    private Answer? _best;

    /// <summary>The requests sent so far, so that none is sent twice.</summary>
    public List<string> Fingerprints => field ??= [];

    /// <summary>What is wrong with the best answer; empty when it is valid.</summary>
    public IReadOnlyList<SkillError> Errors => _best?.Errors ?? [];

    public Answer Consider(Answer answer)
    {
        if (_best is null || Rank(answer).CompareTo(Rank(_best)) <= 0)
        {
            _best = answer;
        }

        return _best;
    }

    private static (int Class, int Errors) Rank(Answer answer) => answer switch
    {
        { IsValid: true } => (0, 0),
        { Rules: not null } => (1, answer.Errors.Count),
        { Output.Value: not null } => (2, answer.Errors.Count),
        _ => (3, answer.Errors.Count),
    };
}
