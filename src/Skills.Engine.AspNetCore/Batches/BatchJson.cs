using System.Text.Json;
using Skills.Engine.AspNetCore.Responses;

namespace Skills.Engine.AspNetCore.Batches;

/// <summary>The progress of a run as callers see it.</summary>
internal static class BatchJson
{
    private const string Running = "running";
    private const int MaxFailures = 50;

    public static ReadOnlyMemory<byte> Event(BatchSummary run) => EventFrame.Of(run.State == Running ? "progress" : "end", Reply.Utf8(writer => Write(writer, run)));

    public static void Write(Utf8JsonWriter writer, BatchSummary run) => run.WriteTo(writer, MaxFailures);
}
