namespace Skills.Engine.Batches;

/// <summary>What a source may want to know.</summary>
/// <param name="Skill">The skill that runs over the items.</param>
/// <param name="MaxItemBytes">Most characters of one item, as <see cref="SkillsEngineOptions.MaxInputBytes"/> says.</param>
public sealed record BatchSourceContext(Skill Skill, int MaxItemBytes);
