using System.Text.Json;
using Skills.Engine.AspNetCore.Responses;

namespace Skills.Engine.AspNetCore.OpenApi;

/// <summary>The OpenAPI 3.1 document: a path for each skill with its own schemas, and the routes around them.</summary>
/// <param name="catalog">The skills.</param>
/// <param name="options">What is served.</param>
/// <param name="root">The path below which the skills are mapped.</param>
/// <param name="shelf">Takes the schemas of the skills for the components; null writes each where it is used.</param>
internal sealed class SkillsDocument(SkillCatalog catalog, SkillsEndpointOptions options, string root, SchemaShelf? shelf = null)
{
    private static readonly string[] ResultHeaders = ["Skill-Run-Id", "Skill-Version", "Skill-Cache", "Skill-Model", "Skill-Cost-Usd", "Server-Timing"];

    private readonly HashSet<string> _operations = new(StringComparer.Ordinal) { "ListSkills", "GetSkill", "GetInputSchema", "GetOutputSchema", "RenderSkill", "ListRuns", "GetRun", "CancelRun", "RecordFeedback", "SendMcpMessage" };

    public void Write(Utf8JsonWriter writer)
    {
        var skills = catalog.Definitions.Select(static d => d.Skill.Slug).Distinct(StringComparer.Ordinal)
            .Select(catalog.Find).OfType<Skill>().Where(static s => s.Status != SkillStatus.Archived).ToList();

        writer.WriteStartObject();
        writer.WriteString("openapi", "3.1.0");
        writer.WriteStartObject("info");
        writer.WriteString("title", "Skills");
        writer.WriteString("version", "1.0.0");
        writer.WriteString("description", "AI skills with structured inputs and outputs. Each body is the skill's input itself, each answer its outputs.");
        writer.WriteEndObject();
        WriteTags(writer, skills);
        writer.WriteStartObject("paths");
        foreach (var skill in skills)
        {
            WriteSkill(writer, skill);
        }

        OpenApiRoutes.Write(writer, root, options);
        writer.WriteEndObject();
        OpenApiRoutes.WriteComponents(writer, shelf);
        writer.WriteEndObject();
    }

    private static void WriteTags(Utf8JsonWriter writer, List<Skill> skills)
    {
        writer.WriteStartArray("tags");
        foreach (var category in skills.Select(static s => s.Category).Append("Skills").Distinct(StringComparer.Ordinal))
        {
            writer.WriteStartObject();
            writer.WriteString("name", category);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private void WriteSkill(Utf8JsonWriter writer, Skill skill)
    {
        var path = $"{root}/{Uri.EscapeDataString(skill.Slug)}";
        var place = "/paths/" + Uri.EscapeDataString(path.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)) + "/post";

        writer.WriteStartObject(path);
        writer.WriteStartObject("post");
        var operation = Unique(PascalCase(skill.Slug));
        writer.WriteString("operationId", operation);
        writer.WriteString("summary", skill.Name);
        writer.WriteString("description", skill.Description);
        writer.WriteStartArray("tags");
        writer.WriteStringValue(skill.Category);
        writer.WriteEndArray();
        writer.WriteString("x-skill-version", skill.Version);
        if (skill.Status == SkillStatus.Deprecated)
        {
            writer.WriteBoolean("deprecated", true);
        }

        OpenApiRoutes.WriteExecutionParameters(writer, options);
        WriteRequest(writer, skill, operation, place);
        WriteResponses(writer, skill, operation, place);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private void WriteRequest(Utf8JsonWriter writer, Skill skill, string operation, string place)
    {
        writer.WriteStartObject("requestBody");
        writer.WriteBoolean("required", true);
        writer.WriteStartObject("content");
        writer.WriteStartObject(Reply.Json);
        writer.WritePropertyName("schema");
        WriteSchema(writer, skill.InputSchema, operation + "Input", place + "/requestBody/content/application~1json/schema");
        WriteExamples(writer, skill.Examples);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteExamples(Utf8JsonWriter writer, IReadOnlyList<SkillExample> examples)
    {
        if (examples.Count == 0)
        {
            return;
        }

        writer.WriteStartObject("examples");
        for (var i = 0; i < examples.Count; i++)
        {
            writer.WriteStartObject($"example{i + 1}");
            if (examples[i].Name is { } name)
            {
                writer.WriteString("summary", name);
            }

            writer.WritePropertyName("value");
            examples[i].Input.WriteTo(writer);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private void WriteResponses(Utf8JsonWriter writer, Skill skill, string operation, string place)
    {
        writer.WriteStartObject("responses");
        writer.WriteStartObject("200");
        writer.WriteString("description", "The outputs.");
        writer.WriteStartObject("headers");
        foreach (var header in ResultHeaders)
        {
            writer.WriteStartObject(header);
            writer.WriteStartObject("schema");
            writer.WriteString("type", "string");
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.WriteStartObject("content");
        writer.WriteStartObject(Reply.Json);
        writer.WritePropertyName("schema");
        WriteSchema(writer, skill.OutputSchema, operation + "Output", place + "/responses/200/content/application~1json/schema");
        writer.WriteEndObject();
        OpenApiRoutes.WriteContent(writer, ResultJson.ContentType, "#/components/schemas/SkillResult");
        OpenApiRoutes.WriteContent(writer, "text/event-stream", "#/components/schemas/EventStream");
        writer.WriteEndObject();
        writer.WriteEndObject();
        OpenApiRoutes.WriteReference(writer, "202", "#/components/responses/Accepted");
        OpenApiRoutes.WriteProblems(writer);
        writer.WriteEndObject();
    }

    private void WriteSchema(Utf8JsonWriter writer, JsonElement? schema, string name, string place)
    {
        if (shelf is null || schema is null)
        {
            SchemaPlacement.Write(writer, schema, place);
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("$ref", shelf.Add(name, schema.Value));
        writer.WriteEndObject();
    }

    private string Unique(string operation)
    {
        var unique = operation;
        for (var number = 2; !_operations.Add(unique); number++)
        {
            unique = $"{operation}{number}";
        }

        return unique;
    }

    private static string PascalCase(string slug)
    {
        var name = string.Concat(slug.Split(slug.Where(static c => !char.IsAsciiLetterOrDigit(c)).Distinct().ToArray(), StringSplitOptions.RemoveEmptyEntries)
            .Select(static word => char.ToUpperInvariant(word[0]) + word[1..]));
        return name.Length == 0 || char.IsAsciiDigit(name[0]) ? "Skill" + name : name;
    }
}
