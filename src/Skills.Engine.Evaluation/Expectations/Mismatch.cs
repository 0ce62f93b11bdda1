namespace Skills.Engine.Evaluation.Expectations;

/// <summary>A check that does not hold.</summary>
/// <param name="Expected">The value that was expected, for people.</param>
/// <param name="Got">The value that was found, for people.</param>
/// <param name="Kind">The kind of the finding.</param>
/// <param name="Score">How far it holds all the same, from 0 to 1.</param>
internal sealed record Mismatch(string Expected, string Got, SkillTestFindingKind Kind = SkillTestFindingKind.Failed, double Score = 0);
