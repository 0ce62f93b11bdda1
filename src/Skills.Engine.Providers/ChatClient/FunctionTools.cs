using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Skills.Engine;

/// <summary>Registers functions of Microsoft.Extensions.AI as tools.</summary>
public static class FunctionTools
{
    /// <summary>Adds a function as a tool, in place of an earlier tool with the same name.</summary>
    /// <param name="builder">The engine's builder.</param>
    /// <param name="function">The function. An <see cref="ApprovalRequiredAIFunction"/> becomes a tool that requires an approval.</param>
    /// <exception cref="ArgumentException">A vendor does not take its name, or its schema is no object.</exception>
    public static SkillsEngineBuilder AddTool(this SkillsEngineBuilder builder, AIFunction function) => builder.AddTool(function.AsSkillTool());

    /// <summary>Makes a tool from a function.</summary>
    /// <param name="function">The function; it must be thread-safe.</param>
    /// <exception cref="ArgumentException">A vendor does not take its name, or its schema is no object.</exception>
    public static SkillTool AsSkillTool(this AIFunction function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return new(function.Name, function.Description, function.JsonSchema, async (call, cancellationToken) =>
        {
            var arguments = new AIFunctionArguments(call.Arguments.EnumerateObject().ToDictionary(static p => p.Name, static p => (object?)p.Value));
            return ToJson(await function.InvokeAsync(arguments, cancellationToken).ConfigureAwait(false), function.JsonSerializerOptions);
        })
        {
            RequiresApproval = function.GetService<ApprovalRequiredAIFunction>() is not null,
        };
    }

    private static JsonElement ToJson(object? result, JsonSerializerOptions options) => result switch
    {
        JsonElement json => json,
        null => JsonElement.Parse("null"),
        TextContent text => JsonSerializer.SerializeToElement(text.Text, AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(string))),
        _ => JsonSerializer.SerializeToElement(result, options.GetTypeInfo(result.GetType())),
    };
}
