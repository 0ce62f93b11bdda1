using System.Text.Json;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using Skills.Engine.AspNetCore.Responses;

namespace Skills.Engine.AspNetCore.Mcp;

/// <summary>Lists the active skills as prompts and renders them, so that a client's own model can answer. No model is called and nothing is paid.</summary>
internal sealed class McpPrompts(SkillExecutionEngine engine)
{
    private const int MostFindings = 20;
    private static readonly TimeSpan ListLifetime = TimeSpan.FromSeconds(30);

    public ListPromptsResult List() => new()
    {
        Prompts = [.. engine.Catalog.Definitions.Select(static d => d.Skill.Slug).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Where(McpTool.IsName).Select(engine.Catalog.Find).OfType<Skill>().Where(static s => s.Status == SkillStatus.Active).Select(Of)],
        TimeToLive = ListLifetime,
        CacheScope = ModelContextProtocol.Protocol.CacheScope.Private,
    };

    /// <exception cref="McpProtocolException">There is no such skill, or its inputs are not valid.</exception>
    public GetPromptResult Get(GetPromptRequestParams? request)
    {
        var skill = engine.Catalog.Find(request?.Name ?? "") is { Status: SkillStatus.Active } known
            ? known
            : throw new McpProtocolException("There is no prompt of this name.", McpErrorCode.InvalidParams);

        var result = engine.Render(skill, InputsOf(skill, request?.Arguments));
        if (!result.IsSuccess)
        {
            var lines = result.Errors.Take(MostFindings).Select(static e => e.Path.Length == 0 ? e.Message : $"{e.Path}: {e.Message}");
            throw new McpProtocolException(string.Join('\n', lines), McpErrorCode.InvalidParams);
        }

        return new()
        {
            Description = skill.Description,
            Messages = [.. result.Messages.Select(static m => new PromptMessage
            {
                // The protocol has no role for instructions; they come first, as the user's.
                Role = m.Role == MessageRole.Assistant ? Role.Assistant : Role.User,
                Content = new TextContentBlock { Text = m.Text },
            })],
        };
    }

    private static Prompt Of(Skill skill)
    {
        var required = PropertyOf(skill.InputSchema, "required") is { ValueKind: JsonValueKind.Array } names
            ? names.EnumerateArray().Where(static n => n.ValueKind == JsonValueKind.String).Select(static n => n.GetString()!).ToHashSet(StringComparer.Ordinal)
            : [];
        return new()
        {
            Name = skill.Slug,
            Title = skill.Name,
            Description = skill.Description,
            Arguments = PropertyOf(skill.InputSchema, "properties") is not { ValueKind: JsonValueKind.Object } properties ? [] :
            [
                .. properties.EnumerateObject().Select(p => new PromptArgument
                {
                    Name = p.Name,
                    Description = PropertyOf(p.Value, "description") is { ValueKind: JsonValueKind.String } text ? text.GetString() : null,
                    Required = required.Contains(p.Name),
                }),
            ],
        };
    }

    // Arguments of prompts are texts. What the schema wants as a number, list or object is read from its text as JSON.
    private static JsonElement InputsOf(Skill skill, IDictionary<string, JsonElement>? arguments) => JsonElement.Parse(Reply.Utf8(writer =>
    {
        writer.WriteStartObject();
        foreach (var (name, value) in arguments ?? new Dictionary<string, JsonElement>())
        {
            writer.WritePropertyName(name);
            (Read(skill, name, value) ?? value).WriteTo(writer);
        }

        writer.WriteEndObject();
    }).Span);

    private static JsonElement? Read(Skill skill, string name, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String || PropertyOf(PropertyOf(skill.InputSchema, "properties"), name) is not { } schema || TakesText(schema))
        {
            return null;
        }

        try
        {
            return JsonElement.Parse(value.GetString()!);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool TakesText(JsonElement schema) => PropertyOf(schema, "type") switch
    {
        { ValueKind: JsonValueKind.String } one => one.ValueEquals("string"),
        { ValueKind: JsonValueKind.Array } several => several.EnumerateArray().Any(static t => t.ValueKind == JsonValueKind.String && t.ValueEquals("string")),
        _ => PropertyOf(schema, "enum") is not null || PropertyOf(schema, "const") is not null,
    };

    private static JsonElement? PropertyOf(JsonElement? element, string name) =>
        element is { ValueKind: JsonValueKind.Object } map && map.TryGetProperty(name, out var value) ? value : null;
}
