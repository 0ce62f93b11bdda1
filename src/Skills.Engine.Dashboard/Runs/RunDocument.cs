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
    public static ReadOnlySpan<byte> Of(ExecutionLogEntry entry, Viewer viewer) => Of(JsonElement.Parse(entry.ToUtf8Json(), Deep), viewer).Span;

    /// <summary>Returns a recorded run as JSON.</summary>
    public static ReadOnlyMemory<byte> Of(JsonElement recorded, Viewer viewer) => viewer.SeesContent
        ? Reply.Utf8(recorded.WriteTo)
        : Reply.Utf8(writer => WriteHidden(writer, JsonObject.Create(recorded)!));

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
