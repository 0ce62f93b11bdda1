using System.Text.Json;

namespace Skills.Engine.AspNetCore.Responses;

/// <summary>One try as callers see it: what, why and how long; no content and no price.</summary>
internal static class AttemptJson
{
    public static void Write(Utf8JsonWriter writer, SkillAttempt attempt)
    {
        writer.WriteStartObject();
        writer.WriteNumber("number", attempt.Number);
        writer.WriteString("model", attempt.ModelId);
        writer.WriteString("provider", attempt.ModelProvider);
        writer.WriteString("reason", attempt.Reason);
        writer.WriteNumber("latencyMs", attempt.LatencyMs);
        if (attempt.Error is { } error)
        {
            writer.WriteString("error", JsonNamingPolicy.SnakeCaseLower.ConvertName(error.ToString()));
        }

        if (attempt.OutputValid is { } valid)
        {
            writer.WriteBoolean("outputValid", valid);
        }

        writer.WriteEndObject();
    }
}
