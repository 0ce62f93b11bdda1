using System.Text.Json;
using System.Text.Json.Nodes;
using Skills.Engine.AspNetCore.Responses;
using Skills.Engine.Dashboard.Security;

namespace Skills.Engine.Dashboard.Runs;

/// <summary>One run as a viewer may see it, with the names of the execution log.</summary>
internal static class RunDocument
{
    // What a log may have recorded of prompts, inputs and outputs, whole or quoted.
    private static readonly string[] Content = ["inputs", "outputs", "rendered_prompt", "messages", "raw_output", "warnings", "metadata"];

    // Steps whose sentences quote values, templates, replies, or what a provider says of the prompt.
    private static readonly string[] QuotingSteps = ["validate_input", "render_prompt", "invoke_model", "validate_output", "run_rules"];

    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 2000 };

    /// <summary>Returns an entry as JSON.</summary>
    public static ReadOnlySpan<byte> Of(ExecutionLogEntry entry, Viewer viewer, CacheKeyExplanation? key = null) => Of(JsonElement.Parse(entry.ToUtf8Json(), Deep), viewer, key).Span;

    /// <summary>Returns a recorded run as JSON.</summary>
    /// <param name="recorded">The run with the names of the execution log.</param>
    /// <param name="viewer">Who looks.</param>
    /// <param name="key">The parts of its cache key; null when they are not known.</param>
    public static ReadOnlyMemory<byte> Of(JsonElement recorded, Viewer viewer, CacheKeyExplanation? key = null) => viewer.SeesContent
        ? Reply.Utf8(writer => WriteWhole(writer, recorded, key))
        : Reply.Utf8(writer => WriteHidden(writer, JsonObject.Create(recorded)!));

    private static void WriteWhole(Utf8JsonWriter writer, JsonElement recorded, CacheKeyExplanation? key)
    {
        writer.WriteStartObject();
        foreach (var property in recorded.EnumerateObject())
        {
            property.WriteTo(writer);
        }

        if (key is not null)
        {
            KeyParts.Write(writer, key, recorded);
        }

        writer.WriteEndObject();
    }

    private static void WriteHidden(Utf8JsonWriter writer, JsonObject run)
    {
        foreach (var name in Content)
        {
            run.Remove(name);
        }

        run["has_content"] = false;
        run["content_hidden"] = true;
        if (run["errors"] is JsonArray { Count: > 0 } errors && StepOf(errors[0]) is { } first && QuotingSteps.Contains(first))
        {
            run.Remove("error_message");
        }

        ForEach(run, "errors", static e => Drop(e, QuotingSteps.Contains(StepOf(e)) ? ["message", "path"] : []));
        ForEach(run, "edits", static e => Drop(e, "before", "after", "path"));
        ForEach(run, "attempts", static e => Drop(e, "error_message"));
        ForEach(run, "tool_runs", static t => Drop(t, "arguments", "result", "error"));
        ForEach(run, "validation_results", static e => Drop(e, "findings", "message"));
        run.WriteTo(writer);
    }

    private static string? StepOf(JsonNode? error) => (error as JsonObject)?["step"]?.ToString();

    private static void Drop(JsonObject from, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            from.Remove(name);
        }
    }

    private static void ForEach(JsonObject run, string name, Action<JsonObject> change)
    {
        foreach (var item in (run[name] as JsonArray ?? []).OfType<JsonObject>())
        {
            change(item);
        }
    }
}
