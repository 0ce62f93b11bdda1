using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using ModelContextProtocol.Protocol;
using Skills.Engine.AspNetCore.Problems;
using Skills.Engine.AspNetCore.Responses;

namespace Skills.Engine.AspNetCore.Mcp;

/// <summary>An execution as the result of a tool.</summary>
internal static class McpResult
{
    // Enough for a model to fix its arguments; a reply with thousands of findings would fill its context.
    private const int MaxLines = 20;

    public static CallToolResult Of(SkillResult result, Skill skill) => new()
    {
        IsError = !result.IsSuccess,
        StructuredContent = result.IsSuccess && McpTool.TakesObjectsOnly(skill) ? result.Outputs : null,
        Content = [new TextContentBlock { Text = result.IsSuccess ? Outputs(result) : Failure(result) }],
        Meta = Facts(result),
    };

    private static string Outputs(SkillResult result) =>
        result.Outputs is { } outputs ? Encoding.UTF8.GetString(Reply.Utf8(outputs.WriteTo).Span) : "null";

    private static string Failure(SkillResult result)
    {
        var type = ProblemType.Of(result);
        if (type != ProblemType.InputInvalid && type != ProblemType.OutputInvalid && type != ProblemType.RuleFailed)
        {
            return Problem.DetailOf(type, result);
        }

        var lines = result.Errors.Take(MaxLines).Select(static e => e.Path.Length == 0 ? e.Message : $"{e.Path}: {e.Message}");
        return string.Join('\n', result.Errors.Count <= MaxLines ? lines : lines.Append(string.Create(CultureInfo.InvariantCulture, $"… and {result.Errors.Count - MaxLines} more.")));
    }

    private static JsonObject Facts(SkillResult result)
    {
        var facts = new JsonObject
        {
            ["skills/run-id"] = result.ExecutionId,
            ["skills/version"] = result.SkillVersion,
            ["skills/cache"] = ResultHeaders.CacheOf(result),
        };
        if (result.ModelId is { } model)
        {
            facts["skills/model"] = model;
        }

        if (result.CostUsd is { } cost)
        {
            facts["skills/cost-usd"] = cost;
        }

        return facts;
    }
}
