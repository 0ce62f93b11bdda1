namespace Skills.Engine.Catalog;

/// <summary>A skill made in code; registered once for each call on the builder.</summary>
/// <param name="Skill">The skill.</param>
internal sealed record InCodeSkill(Skill Skill)
{
    /// <summary>The same result at each reading, so that what was compiled from the skill is kept.</summary>
    public SkillReadResult Result { get; } = new(new() { Skill = Skill }, []);
}
