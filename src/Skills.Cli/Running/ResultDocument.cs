using System.Text.Json;
using Skills.Engine;

namespace Skills.Cli.Running;

/// <summary>A whole result as a JSON document. Inputs and the prompt are left out: the caller has them, and they may contain secrets.</summary>
internal static class ResultDocument
{
    public static void Write(Utf8JsonWriter writer, SkillResult result)
    {
        writer.WriteStartObject();
        writer.WriteString("status", result.Status.ToString().ToLowerInvariant());
        writer.WriteString("skill", result.SkillId);
        writer.WriteString("version", result.SkillVersion);
        writer.WriteString("executionId", result.ExecutionId);
        writer.WritePropertyName("outputs");
        if (result.Outputs is { } outputs)
        {
            outputs.WriteTo(writer);
        }
        else
        {
            writer.WriteNullValue();
        }

        WriteErrors(writer, result);
        WriteRepairs(writer, result);
        WriteFigures(writer, result);
        writer.WriteEndObject();
    }

    private static void WriteErrors(Utf8JsonWriter writer, SkillResult result)
    {
        writer.WriteStartArray("errors");
        foreach (var error in result.Errors)
        {
            writer.WriteStartObject();
            writer.WriteString("code", error.Code);
            writer.WriteNumber("step", (int)error.Step);
            writer.WriteString("path", error.Path);
            writer.WriteString("message", error.Message);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("warnings");
        foreach (var warning in result.Warnings)
        {
            writer.WriteStringValue(warning);
        }

        writer.WriteEndArray();
    }

    private static void WriteRepairs(Utf8JsonWriter writer, SkillResult result)
    {
        writer.WriteStartArray("repairs");
        foreach (var edit in result.Edits)
        {
            writer.WriteStartObject();
            writer.WriteString("path", edit.Path);
            writer.WriteString("name", edit.Name);
            writer.WriteString("before", edit.Before);
            writer.WriteString("after", edit.After);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteFigures(Utf8JsonWriter writer, SkillResult result)
    {
        writer.WriteString("model", result.ModelId);
        writer.WriteString("provider", result.ModelProvider);
        writer.WriteString("variant", result.Variant);
        WriteNumber(writer, "tokensInput", result.TokensInput);
        WriteNumber(writer, "tokensOutput", result.TokensOutput);
        WriteNumber(writer, "costUsd", result.CostUsd);
        writer.WriteString("costKind", JsonNamingPolicy.SnakeCaseLower.ConvertName(result.Cost.Kind.ToString()));
        WriteNumber(writer, "promptCacheSavingUsd", result.PromptCacheSavingUsd is 0 ? null : result.PromptCacheSavingUsd);
        writer.WriteNumber("latencyMs", Math.Round(result.LatencyMs, 3));
        writer.WriteNumber("attempts", result.Attempts.Count);
        writer.WriteStartObject("stepMs");
        foreach (var (step, ms) in result.StepTimings.OrderBy(static s => s.Key))
        {
            writer.WriteNumber(JsonNamingPolicy.SnakeCaseLower.ConvertName(step.ToString()), Math.Round(ms, 3));
        }

        writer.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter writer, string name, decimal? value)
    {
        if (value is { } number)
        {
            writer.WriteNumber(name, number);
        }
        else
        {
            writer.WriteNull(name);
        }
    }
}
