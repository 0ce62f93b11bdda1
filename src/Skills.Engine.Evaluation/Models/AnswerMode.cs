namespace Skills.Engine.Evaluation.Models;

/// <summary>Where the answers of one call come from, beside the texts of the case.</summary>
internal enum AnswerMode
{
    DryRun,
    Replay,
    Live,
}
