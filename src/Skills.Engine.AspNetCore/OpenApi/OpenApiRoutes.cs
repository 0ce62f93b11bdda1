using System.Globalization;
using System.Text.Json;
using Skills.Engine.AspNetCore.Problems;
using Skills.Engine.AspNetCore.Responses;

namespace Skills.Engine.AspNetCore.OpenApi;

/// <summary>The parts of the OpenAPI document that are the same for every catalog.</summary>
internal static class OpenApiRoutes
{
    public static void Write(Utf8JsonWriter writer, string root, SkillsEndpointOptions options)
    {
        Path(writer, root.Length == 0 ? "/" : root, w => Get(w, "ListSkills", "The skills.", "#/components/schemas/SkillList"));
        Path(writer, $"{root}/{{name}}", w => Get(w, "GetSkill", "A skill's definition.", "#/components/schemas/SkillDefinition", "404"), "name");
        Path(writer, $"{root}/{{name}}/input.schema.json", w => Get(w, "GetInputSchema", "The schema of a skill's inputs.", "#/components/schemas/JsonSchema", "404"), "name");
        Path(writer, $"{root}/{{name}}/output.schema.json", w => Get(w, "GetOutputSchema", "The schema of a skill's outputs.", "#/components/schemas/JsonSchema", "404"), "name");
        if (options.AllowRender)
        {
            Path(writer, $"{root}/{{name}}/render", w => Post(w, "RenderSkill", "The messages a skill would send; no model is asked.", "#/components/schemas/RenderedPrompt", "200"), "name");
        }

        if (options.AllowMcp)
        {
            Path(writer, $"{root}/mcp", WriteMcp);
        }

        Path(writer, $"{root}/runs", w => Get(w, "ListRuns", "The caller's runs.", "#/components/schemas/RunList"));
        Path(
            writer,
            $"{root}/runs/{{id}}",
            w =>
            {
                Get(w, "GetRun", "A run, under way or finished.", "#/components/schemas/Run", "404");
                w.WriteStartObject("delete");
                Head(w, "CancelRun", "Cancels a run.");
                w.WriteStartObject("responses");
                w.WriteStartObject("204");
                w.WriteString("description", "It will end soon.");
                w.WriteEndObject();
                WriteReference(w, "404", "#/components/responses/Problem");
                w.WriteEndObject();
                w.WriteEndObject();
            },
            "id");
        Path(writer, $"{root}/runs/{{id}}/feedback", w => Post(w, "RecordFeedback", "What a user thought of a run.", null, "204", "#/components/schemas/Feedback"), "id");
    }

    public static void WriteExecutionParameters(Utf8JsonWriter writer, SkillsEndpointOptions options)
    {
        writer.WriteStartArray("parameters");
        Parameter(writer, "Idempotency-Key", "header", options.RequireIdempotencyKey, "A unique text; the same request with it is answered from what was kept.");
        Parameter(writer, "Prefer", "header", false, "respond-async answers 202 and runs in the background; wait=10 waits so many seconds before.");
        writer.WriteEndArray();
    }

    public static void WriteProblems(Utf8JsonWriter writer)
    {
        foreach (var status in ProblemType.All.Select(static p => p.Status).Distinct().Order())
        {
            WriteReference(writer, status.ToString(CultureInfo.InvariantCulture), "#/components/responses/Problem");
        }
    }

    /// <param name="writer">Where to.</param>
    /// <param name="shelf">The schemas of the skills; null when they are written where they are used.</param>
    public static void WriteComponents(Utf8JsonWriter writer, SchemaShelf? shelf)
    {
        writer.WriteStartObject("components");
        writer.WriteStartObject("responses");
        writer.WriteStartObject("Problem");
        writer.WriteString("description", "Problem details (RFC 9457).");
        Content(writer, Problem.ContentType, "#/components/schemas/Problem");
        writer.WriteEndObject();
        writer.WriteStartObject("Accepted");
        writer.WriteString("description", "The run goes on in the background; Location says where to ask for it.");
        writer.WriteStartObject("headers");
        writer.WriteStartObject("Location");
        writer.WriteStartObject("schema");
        writer.WriteString("type", "string");
        writer.WriteString("format", "uri-reference");
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
        Content(writer, Reply.Json, "#/components/schemas/Run");
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WritePropertyName("schemas");
        WriteSchemas(writer, shelf);
        writer.WriteEndObject();
    }

    private static void WriteSchemas(Utf8JsonWriter writer, SchemaShelf? shelf)
    {
        writer.WriteStartObject();
        foreach (var (name, schema) in OpenApiSchemas.All())
        {
            writer.WritePropertyName(name);
            schema.WriteTo(writer);
        }

        foreach (var (name, schema) in shelf?.Schemas ?? new Dictionary<string, System.Text.Json.Nodes.JsonNode?>())
        {
            writer.WritePropertyName(name);
            if (schema is null)
            {
                writer.WriteNullValue();
            }
            else
            {
                schema.WriteTo(writer);
            }
        }

        writer.WriteEndObject();
    }

    public static void WriteContent(Utf8JsonWriter writer, string mediaType, string schema)
    {
        writer.WriteStartObject(mediaType);
        WriteReference(writer, "schema", schema);
        writer.WriteEndObject();
    }

    public static void WriteReference(Utf8JsonWriter writer, string name, string reference)
    {
        writer.WriteStartObject(name);
        writer.WriteString("$ref", reference);
        writer.WriteEndObject();
    }

    private static void WriteMcp(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("post");
        Head(writer, "SendMcpMessage", "A message of the Model Context Protocol: the skills as tools.");
        writer.WriteStartObject("requestBody");
        writer.WriteBoolean("required", true);
        Content(writer, Reply.Json, "#/components/schemas/McpMessage");
        writer.WriteEndObject();
        writer.WriteStartObject("responses");
        writer.WriteStartObject("200");
        writer.WriteString("description", "The answer to a request.");
        Content(writer, "text/event-stream", "#/components/schemas/EventStream");
        writer.WriteEndObject();
        writer.WriteStartObject("202");
        writer.WriteString("description", "A notification was taken.");
        writer.WriteEndObject();
        foreach (var status in (ReadOnlySpan<string>)["400", "403", "413", "415"])
        {
            WriteReference(writer, status, "#/components/responses/Problem");
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void Path(Utf8JsonWriter writer, string path, Action<Utf8JsonWriter> operations, string? parameter = null)
    {
        writer.WriteStartObject(path);
        if (parameter is not null)
        {
            writer.WriteStartArray("parameters");
            Parameter(writer, parameter, "path", true, parameter == "name" ? "Name, name@version or name@range." : "Id of the run.");
            writer.WriteEndArray();
        }

        operations(writer);
        writer.WriteEndObject();
    }

    private static void Get(Utf8JsonWriter writer, string operation, string summary, string schema, string? problem = null)
    {
        writer.WriteStartObject("get");
        Head(writer, operation, summary);
        writer.WriteStartObject("responses");
        Ok(writer, "200", summary, schema);
        if (problem is not null)
        {
            WriteReference(writer, problem, "#/components/responses/Problem");
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void Post(Utf8JsonWriter writer, string operation, string summary, string? schema, string status, string? body = null)
    {
        writer.WriteStartObject("post");
        Head(writer, operation, summary);
        writer.WriteStartObject("requestBody");
        writer.WriteBoolean("required", true);
        writer.WriteStartObject("content");
        writer.WriteStartObject(Reply.Json);
        writer.WriteStartObject("schema");
        if (body is not null)
        {
            writer.WriteString("$ref", body);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteStartObject("responses");
        Ok(writer, status, summary, schema);
        WriteProblems(writer);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void Ok(Utf8JsonWriter writer, string status, string description, string? schema)
    {
        writer.WriteStartObject(status);
        writer.WriteString("description", description);
        if (schema is not null)
        {
            Content(writer, Reply.Json, schema);
        }

        writer.WriteEndObject();
    }

    private static void Head(Utf8JsonWriter writer, string operation, string summary)
    {
        writer.WriteString("operationId", operation);
        writer.WriteString("summary", summary);
        writer.WriteStartArray("tags");
        writer.WriteStringValue("Skills");
        writer.WriteEndArray();
    }

    private static void Content(Utf8JsonWriter writer, string mediaType, string schema)
    {
        writer.WriteStartObject("content");
        WriteContent(writer, mediaType, schema);
        writer.WriteEndObject();
    }

    private static void Parameter(Utf8JsonWriter writer, string name, string place, bool required, string description)
    {
        writer.WriteStartObject();
        writer.WriteString("name", name);
        writer.WriteString("in", place);
        writer.WriteBoolean("required", required);
        writer.WriteString("description", description);
        writer.WriteStartObject("schema");
        writer.WriteString("type", "string");
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
