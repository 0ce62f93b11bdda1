namespace Skills.Engine;

/// <summary>What was learned of the difficulty of one skill's requests, or of the whole host's.</summary>
/// <param name="Skill">The skill's id; null for the host.</param>
/// <param name="Outcomes">Outcomes taken in.</param>
/// <param name="HeldBack">Those of them that were compared and not trained on.</param>
/// <param name="IsOn">Whether the learned estimate is used: it was better than the built-in one on the outcomes of weak models held back, by more than the standard error.</param>
/// <param name="LossBuiltIn">Mean log loss of the built-in estimate on the outcomes of weak models held back, in nats; null before the first.</param>
/// <param name="LossLearned">Mean log loss of the learned estimate on the same; null before the first.</param>
public sealed record LearnedDifficultyState(string? Skill, int Outcomes, int HeldBack, bool IsOn, double? LossBuiltIn, double? LossLearned);
