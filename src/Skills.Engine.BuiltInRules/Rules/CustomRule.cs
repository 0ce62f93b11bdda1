using System.Text.Json;

namespace Skills.Engine.Rules;

/// <summary><c>custom</c>: with a <c>name</c>, runs the <see cref="IValidationRule"/> registered under it; with an <c>expression</c>, checks that.</summary>
internal sealed class CustomRule(IValidationRule rule) : IRule
{
    public static IRule Read(RuleParameters parameters, RuleSetting setting)
    {
        if (parameters.Text("name") is not { } name)
        {
            return parameters.Value("expression") is null
                ? throw new RuleFormatException("A custom rule needs the 'name' of a registered rule, or an 'expression'.")
                : ExpressionRule.Read(parameters, setting);
        }

        // What else is given belongs to the rule itself.
        parameters.TakeAll();
        return new CustomRule(setting.Services.Custom.FirstOrDefault(r => r.Name == name)
            ?? throw new RuleFormatException($"No rule is registered under the name '{name}'. Register an IValidationRule with AddRule.") { Parameter = "name" });
    }

    public ValueTask<IReadOnlyList<RuleFinding>> CheckAsync(RuleContext context, CancellationToken cancellationToken) => rule.CheckAsync(context, cancellationToken);

    public JsonElement? Fix(JsonElement value) => null;
}
