using System.Text.Json;

namespace Skills.Engine.Rules;

/// <summary>Runs one rule over outputs written as JSON.</summary>
internal static class RuleCase
{
    public static async Task<RuleCheck> RunAsync(string type, string parameters, string outputs, string inputs = "{}", string? schema = null, Func<ValidationRule, ValidationRule>? change = null)
    {
        var rule = new ValidationRule { Type = type, Parameters = JsonElement.Parse(parameters) };
        var skill = new Skill
        {
            Id = "s",
            Name = "S",
            OutputSchema = schema is null ? null : JsonElement.Parse(schema),
            ValidationRules = [change is null ? rule : change(rule)],
        };

        return await new RuleExecutor([]).ExecuteAsync(skill, JsonElement.Parse(inputs), JsonElement.Parse(outputs), new(), TestContext.Current.CancellationToken);
    }

    public static IReadOnlyList<SkillError> Check(string type, string parameters) =>
        new RuleExecutor([]).Check(new() { Id = "s", Name = "S", ValidationRules = [new() { Type = type, Parameters = JsonElement.Parse(parameters) }] });
}
