using System.Text.Json;

namespace Skills.Engine.AspNetCore;

/// <summary>What one request asks for.</summary>
internal sealed record SkillCall(Skill Skill, JsonElement? Inputs, SkillExecutionContext Caller);
