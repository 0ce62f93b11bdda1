using System.Globalization;
using System.Text.Json;

namespace Skills.Engine.Tools;

/// <summary>Reads and validates the arguments of a call. What is wrong becomes a sentence for the model.</summary>
internal static class ToolArguments
{
    private const int MostFindings = 10;
    private const int MaxDepth = 64;

    public static (SkillToolInvocation? Invocation, string? Problem) Read(ToolCall call, int mostCharacters)
    {
        var text = call.Asked.Arguments;
        if (text.Length > mostCharacters)
        {
            return (null, string.Create(CultureInfo.InvariantCulture, $"The arguments have {text.Length} characters; at most {mostCharacters} are allowed."));
        }

        // A call without arguments is written as an empty text by some models.
        if (Parse(string.IsNullOrWhiteSpace(text) ? "{}" : text) is not { } arguments)
        {
            return (null, "The arguments are not valid JSON. Call the tool again with one JSON object.");
        }

        var tool = call.Tool!;
        arguments = arguments.ValueKind == JsonValueKind.Object ? tool.Schema.ApplyDefaults(arguments) : arguments;
        var findings = tool.Schema.Validate(arguments);
        return findings.Count == 0 ? (Invocation(call, tool.Tool, arguments), null) : (null, Sentence(findings));
    }

    private static SkillToolInvocation Invocation(ToolCall call, SkillTool tool, JsonElement arguments) => new()
    {
        Tool = tool,
        CallId = call.Asked.Id,
        Arguments = arguments,
        Skill = call.Caller.Skill,
        Context = call.Caller.Context,
        ExecutionId = call.Caller.ExecutionId,
    };

    private static string Sentence(IReadOnlyList<SchemaFinding> findings) =>
        "The arguments are not valid: " + string.Join(" ", findings.Take(MostFindings).Select(static f => f.Path.Length > 0 ? $"{f.Path}: {f.Message}" : f.Message));

    private static JsonElement? Parse(string text)
    {
        try
        {
            return JsonElement.Parse(text, new JsonDocumentOptions { MaxDepth = MaxDepth });
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
