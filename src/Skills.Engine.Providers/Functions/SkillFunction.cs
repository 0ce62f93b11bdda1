using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace Skills.Engine.Providers.Functions;

/// <summary>A skill as a function of Microsoft.Extensions.AI.</summary>
internal sealed class SkillFunction(ISkillExecutionEngine engine, Skill skill, Func<AIFunctionArguments, SkillExecutionContext>? context) : AIFunction
{
    private static readonly JsonElement AnyObject = JsonElement.Parse("""{"type":"object"}""");

    public override string Name { get; } = NameOf(skill.Slug);

    public override string Description => skill.Description.Length > 0 ? skill.Description : skill.Name;

    public override JsonElement JsonSchema => skill.InputSchema ?? AnyObject;

    public override JsonElement? ReturnJsonSchema => skill.OutputSchema;

    protected override async ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken)
    {
        var result = await engine.ExecuteAsync(skill, ToJson(arguments), context?.Invoke(arguments), cancellationToken).ConfigureAwait(false);
        return result.Errors is [{ Step: SkillStep.ValidateInput } problem, ..] && !result.IsSuccess ? Error(problem) : result.EnsureSuccess().Outputs;
    }

    // The names that models' providers take.
    private static string NameOf(string slug)
    {
        var name = string.Concat(slug.Take(63).Select(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' ? c : '_'));
        return name.Length > 0 && !char.IsAsciiDigit(name[0]) && name[0] != '-' ? name : "_" + name;
    }

    private static JsonElement ToJson(AIFunctionArguments arguments)
    {
        var options = AIJsonUtilities.DefaultOptions;
        var inputs = new JsonObject();
        foreach (var (name, value) in arguments)
        {
            inputs[name] = value is null ? null : JsonSerializer.SerializeToNode(value, options.GetTypeInfo(value.GetType()));
        }

        return JsonSerializer.SerializeToElement(inputs, options.GetTypeInfo(typeof(JsonObject)));
    }

    private static JsonElement Error(SkillError problem) => JsonSerializer.SerializeToElement(
        new JsonObject { ["error"] = problem.Message, ["code"] = problem.Code, ["path"] = problem.Path }, AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(JsonObject)));
}
