using System.Text.Json;

namespace Skills.Engine.Rules;

/// <summary><c>custom</c> with a <c>name</c>: runs the <see cref="IValidationRule"/> registered under it.</summary>
internal sealed class CustomRule(IValidationRule rule) : IRule
{
    public static IRule Read(RuleParameters parameters, RuleSetting setting)
    {
        var name = parameters.RequireText("name");
        parameters.Value("params");
        return new CustomRule(setting.Services.Custom.FirstOrDefault(r => r.Name == name)
            ?? throw new RuleFormatException($"No rule is registered under the name '{name}'. Register an IValidationRule with AddRule."));
    }

    public async ValueTask<IReadOnlyList<RuleFinding>> CheckAsync(RuleContext context, CancellationToken cancellationToken)
    {
        var parameters = context.Parameters.ValueKind == JsonValueKind.Object && context.Parameters.TryGetProperty("params", out var own) ? own : context.Parameters;
        return await rule.CheckAsync(context with { Parameters = parameters }, cancellationToken).ConfigureAwait(false);
    }

    public JsonElement? Fix(JsonElement value) => null;
}
