using System.Text.Json;

namespace Skills.Engine.AspNetCore.Execution;

/// <summary>What one request asks for.</summary>
/// <param name="Skill">The skill.</param>
/// <param name="Inputs">Its inputs; null without a body.</param>
/// <param name="Size">Bytes of the body.</param>
/// <param name="Caller">The caller.</param>
internal sealed record SkillCall(Skill Skill, JsonElement? Inputs, int Size, SkillExecutionContext Caller);
