using System.Text.Json;
using Skills.Engine.Embeddings;

namespace Skills.Engine;

/// <summary>Everything a cached result depends on.</summary>
/// <param name="Skill">The skill that runs.</param>
/// <param name="SkillHash">The hash of its content, and of the skills that it runs.</param>
/// <param name="Inputs">The inputs that passed step 1, with defaults.</param>
/// <param name="Context">The caller.</param>
/// <param name="Options">The generation options that would be sent.</param>
/// <param name="Variant">The variant that runs; null for the skill itself.</param>
public sealed record SkillCacheRequest(
    Skill Skill,
    string SkillHash,
    JsonElement Inputs,
    SkillExecutionContext Context,
    ModelOptions Options,
    string? Variant)
{
    /// <summary>Gets the hash of the tools that are offered; null for none.</summary>
    public string? ToolsDigest { get; init; }

    /// <summary>Gets whether a tool is offered that is not declared pure. Such a result is not cached.</summary>
    public bool HasImpureTools { get; init; }

    /// <summary>The bill of the execution that looks up; null when there is none, so that nothing may be spent.</summary>
    internal EmbeddingBill? Embeddings { get; init; }

    /// <summary>Returns the name of the skill. It contains no input.</summary>
    public override string ToString() => $"cache request of {Skill.Slug}";
}
