using Skills.Engine.Evaluation.Models;

namespace Skills.Engine.Evaluation.Running;

/// <summary>One execution within a run, with the facts that the result needs.</summary>
/// <param name="Result">The result.</param>
/// <param name="Call">What the models saw.</param>
/// <param name="Cassette">The cassette that was replayed; null for none.</param>
/// <param name="CassettePath">Its file, or the one that was written; null for none.</param>
internal sealed record RunOutcome(SkillResult Result, TestCall Call, Cassettes.Cassette? Cassette, string? CassettePath)
{
    /// <summary>The origin of the answers.</summary>
    public SkillTestSource Source => Call switch
    {
        { Asked: 0 } => SkillTestSource.None,
        { Scripted: > 0 } => SkillTestSource.Respond,
        { Mode: AnswerMode.Live } => SkillTestSource.Live,
        { Mode: AnswerMode.Replay } => SkillTestSource.Replay,
        _ => SkillTestSource.DryRun,
    };
}
