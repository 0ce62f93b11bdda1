using System.Text.Json;
using Skills.Engine.Batches;

namespace Skills.Cli.Batching;

/// <summary>The progress of a run for programs.</summary>
internal static class BatchRunJson
{
    public static void Write(Utf8JsonWriter writer, BatchProgress progress)
    {
        writer.WriteStartObject();
        writer.WriteString("run", progress.Run.Id);
        writer.WriteString("skill", progress.Run.Skill);
        writer.WriteString("version", progress.Run.SkillVersion);
        writer.WriteString("state", Name(progress.Run.State));
        if (progress.Run.StopReason is not BatchStopReason.None and var reason)
        {
            writer.WriteString("stopReason", Name(reason));
        }

        writer.WriteNumber("read", progress.Read);
        writer.WriteBoolean("isSourceDone", progress.IsSourceDone);
        writer.WriteNumber("pending", progress.Pending);
        writer.WriteNumber("inFlight", progress.InFlight);
        writer.WriteNumber("succeeded", progress.Succeeded);
        writer.WriteNumber("failed", progress.Failed);
        writer.WriteNumber("repeats", progress.Repeats);
        if (progress.Spent.Usd is { } usd)
        {
            writer.WriteNumber("spentUsd", usd);
        }

        writer.WriteString("costKind", Name(progress.Spent.Kind));
        writer.WriteStartObject("failures");
        foreach (var (code, count) in progress.Failures.OrderBy(static f => f.Key, StringComparer.Ordinal))
        {
            writer.WriteNumber(code, count);
        }

        writer.WriteEndObject();
        writer.WriteString("createdAt", progress.Run.CreatedAt);
        writer.WriteEndObject();
    }

    private static string Name<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
