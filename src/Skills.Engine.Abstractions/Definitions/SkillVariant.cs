namespace Skills.Engine;

/// <summary>Another form of a skill, tried on a share of the calls.</summary>
/// <param name="Name">Unique within the skill; in results, cache keys and telemetry.</param>
/// <param name="Weight">Its share of calls that pin no variant, 0 to 1; 0 runs only when pinned. The skill itself takes what the variants leave.</param>
/// <param name="Skill">The skill with the variant's changes; has no variants of its own.</param>
public sealed record SkillVariant(string Name, double Weight, Skill Skill);
