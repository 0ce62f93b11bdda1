using System.Text.Json;
using Skills.Engine.AspNetCore.Problems;

namespace Skills.Engine.AspNetCore.Runs;

/// <summary>Runs as callers see them.</summary>
internal static class RunJson
{
    public static void Write(Utf8JsonWriter writer, Run run, string root, SkillsEndpointOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString("runId", run.Id);
        writer.WriteString("status", run.Status);
        writer.WriteString("skill", run.Skill.Slug);
        writer.WriteString("version", run.Skill.Version);
        writer.WriteString("createdAt", run.CreatedAt);
        if (run.CompletedAt is { } completed)
        {
            writer.WriteString("completedAt", completed);
        }

        if (run.Result is { } result)
        {
            WriteResult(writer, result, run.Skill.Slug, options);
        }
        else if (run.Problem is { } problem)
        {
            writer.WritePropertyName("problem");
            WriteProblem(writer, run, problem);
        }

        writer.WriteStartObject("links");
        writer.WriteString("self", $"{root}/runs/{run.Id}");
        writer.WriteString("skill", $"{root}/{Uri.EscapeDataString(run.Skill.Slug)}");
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>Writes the problem of a run that ended without a result.</summary>
    public static void WriteProblem(Utf8JsonWriter writer, Run run, ProblemType type)
    {
        writer.WriteStartObject();
        Problem.Head(writer, type, type == ProblemType.Internal ? $"The host's log has run {run.Id}." : type.Title);
        writer.WriteString("runId", run.Id);
        writer.WriteString("skill", run.Skill.Slug);
        writer.WriteString("version", run.Skill.Version);
        writer.WriteEndObject();
    }

    /// <summary>An execution of the history; its content is there as far as the execution log captures it.</summary>
    public static void Write(Utf8JsonWriter writer, ExecutionRecord record, SkillsEndpointOptions options)
    {
        var result = record.Result;
        writer.WriteStartObject();
        writer.WriteString("runId", result.ExecutionId);
        writer.WriteString("status", result.Status.ToString().ToLowerInvariant());
        writer.WriteString("skill", record.SkillName);
        writer.WriteString("version", result.SkillVersion);
        writer.WriteString("createdAt", result.ExecutedAt);
        writer.WriteString("completedAt", result.CompletedAt);
        if (record.TraceId is { } trace)
        {
            writer.WriteString("traceId", trace);
        }

        WriteResult(writer, result, record.SkillName, options);
        writer.WriteEndObject();
    }

    private static void WriteResult(Utf8JsonWriter writer, SkillResult result, string skill, SkillsEndpointOptions options)
    {
        writer.WriteString("executionId", result.ExecutionId);
        writer.WriteNumber("latencyMs", result.LatencyMs);
        writer.WriteBoolean("cacheHit", result.CacheHit);
        if (result.ModelId is { } model)
        {
            writer.WriteString("model", model);
        }

        if (result.CostUsd is { } cost)
        {
            writer.WriteNumber("costUsd", cost);
        }

        if (result.IsSuccess)
        {
            if (result.Outputs is { } outputs)
            {
                writer.WritePropertyName("outputs");
                outputs.WriteTo(writer);
            }

            return;
        }

        writer.WritePropertyName("problem");
        Problem.Write(writer, result, skill, options);
    }
}
