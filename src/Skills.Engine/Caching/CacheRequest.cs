using System.Text.Json;
using Skills.Engine.Compilation;

namespace Skills.Engine.Caching;

/// <summary>What a result depends on.</summary>
/// <param name="Skill">The skill that runs.</param>
/// <param name="SkillHash">Its content hash.</param>
/// <param name="Inputs">The inputs that passed step 1, defaults applied.</param>
/// <param name="Context">The caller.</param>
/// <param name="Options">The generation options that would be sent.</param>
/// <param name="Variant">The variant that runs; null for the skill itself.</param>
internal sealed record CacheRequest(
    Skill Skill,
    string SkillHash,
    JsonElement Inputs,
    SkillExecutionContext Context,
    ModelOptions Options,
    string? Variant)
{
    /// <summary>Identifies the tools that are offered; null for none.</summary>
    public string? ToolsDigest { get; init; }

    /// <summary>Whether a tool is offered that is not declared pure.</summary>
    public bool HasImpureTools { get; init; }
}
