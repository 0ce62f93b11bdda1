using System.Text.Json;

namespace Skills.Engine.Dashboard.Runs;

/// <summary>The parts of the cache key that a run would have now, so that a viewer sees why it was no hit. Short hashes of inputs can be guessed, so they are content.</summary>
internal static class KeyParts
{
    /// <summary>Returns the parts for a recorded run; null when its inputs or its skill are not known.</summary>
    public static CacheKeyExplanation? Of(SkillExecutionEngine engine, JsonElement run)
    {
        if (!run.TryGetProperty("cache_key", out _) || !run.TryGetProperty("inputs", out var inputs)
            || engine.Catalog.Find($"{Text(run, "skill_name")}@{Text(run, "skill_version")}") is not { } skill)
        {
            return null;
        }

        return Of(engine, skill, inputs, new() { TenantId = Text(run, "tenant_id"), UserId = Text(run, "user_id"), Variant = Text(run, "variant") ?? "" });
    }

    /// <summary>Returns the parts; null when the inputs are not valid for the skill.</summary>
    public static CacheKeyExplanation? Of(SkillExecutionEngine engine, Skill skill, JsonElement? inputs, SkillExecutionContext context)
    {
        try
        {
            return engine.ExplainCacheKey(skill, inputs, context);
        }
        catch (SkillExecutionException)
        {
            return null;
        }
    }

    /// <summary>Writes the parts, and whether they give the key of the run.</summary>
    public static void Write(Utf8JsonWriter writer, CacheKeyExplanation key, JsonElement run)
    {
        writer.WriteStartObject("cache_key_parts");
        writer.WriteBoolean("same", Text(run, "cache_key") == key.Key);
        writer.WriteStartArray("parts");
        foreach (var part in key.Parts)
        {
            writer.WriteStartObject();
            writer.WriteString("name", part.Name);
            writer.WriteString("hash", part.Hash);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static string? Text(JsonElement run, string name) => run.TryGetProperty(name, out var value) ? value.GetString() : null;
}
