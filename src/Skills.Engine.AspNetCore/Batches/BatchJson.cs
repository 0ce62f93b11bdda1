using System.Text.Json;
using Skills.Engine.AspNetCore.Responses;

namespace Skills.Engine.AspNetCore.Batches;

/// <summary>The progress of a run as callers see it. The sentence why it stopped can quote the source, and is left out.</summary>
internal static class BatchJson
{
    private const string Running = "running";

    // Rules of a skill name codes of their own, so their number has no bound.
    private const int MaxFailures = 50;

    public static ReadOnlyMemory<byte> Event(BatchSummary run) => EventFrame.Of(run.State == Running ? "progress" : "end", Reply.Utf8(writer => Write(writer, run)));

    public static void Write(Utf8JsonWriter writer, BatchSummary run)
    {
        writer.WriteStartObject();
        writer.WriteString("id", run.Id);
        writer.WriteString("skill", run.Skill);
        writer.WriteString("version", run.SkillVersion);
        writer.WriteString("state", run.State);
        writer.WriteString("stopReason", run.StopReason);
        WriteCounts(writer, run);
        WriteRate(writer, run);
        WriteCost(writer, run);
        writer.WriteString("createdAt", run.CreatedAt);
        writer.WriteString("asOf", run.AsOf);
        writer.WriteEndObject();
    }

    private static void WriteCounts(Utf8JsonWriter writer, BatchSummary run)
    {
        writer.WriteNumber("read", run.Read);
        writer.WriteBoolean("isSourceDone", run.IsSourceDone);
        writer.WriteNumber("pending", run.Pending);
        writer.WriteNumber("inFlight", run.InFlight);
        writer.WriteNumber("succeeded", run.Succeeded);
        writer.WriteNumber("failed", run.Failed);
        writer.WriteNumber("repeats", run.Repeats);
        writer.WriteStartObject("failures");
        foreach (var (code, count) in run.Failures.OrderByDescending(static f => f.Value).ThenBy(static f => f.Key, StringComparer.Ordinal).Take(MaxFailures))
        {
            writer.WriteNumber(code, count);
        }

        writer.WriteEndObject();
    }

    private static void WriteRate(Utf8JsonWriter writer, BatchSummary run)
    {
        if (run.ItemsPerSecond is { } rate)
        {
            writer.WriteNumber("itemsPerSecond", Math.Round(rate, 3));
        }

        if (run.Remaining is { } remaining)
        {
            writer.WriteNumber("remainingSeconds", Math.Round(remaining.TotalSeconds, 1));
        }
    }

    private static void WriteCost(Utf8JsonWriter writer, BatchSummary run)
    {
        Optional(writer, "spentUsd", run.Spent.Usd);
        writer.WriteString("costKind", JsonNamingPolicy.SnakeCaseLower.ConvertName(run.Spent.Kind.ToString()));
        Optional(writer, "budgetUsd", run.BudgetUsd);
        Optional(writer, "committedUsd", run.CommittedUsd);
    }

    private static void Optional(Utf8JsonWriter writer, string name, decimal? value)
    {
        if (value is { } known)
        {
            writer.WriteNumber(name, known);
        }
    }
}
