using System.Text.Json;
using Skills.Jinja;

namespace Skills.Engine.Rules;

/// <summary><c>expression</c>, and <c>custom</c> with an <c>expression</c>: a Jinja2 expression over <c>outputs</c> and <c>inputs</c> that must be true; with a field, also over <c>value</c>.</summary>
internal sealed class ExpressionRule(string text, JinjaExpression expression, IReadOnlyList<FieldPath> paths) : IRule
{
    public static IRule Read(RuleParameters parameters, RuleSetting setting)
    {
        var text = parameters.RequireText("expression");
        return new ExpressionRule(text, setting.Services.Expression(text), parameters.OptionalPaths());
    }

    public ValueTask<IReadOnlyList<RuleFinding>> CheckAsync(RuleContext context, CancellationToken cancellationToken)
    {
        var names = RuleNames.Of(context);
        if (paths.Count == 0)
        {
            return new(Holds(names, cancellationToken) ? [] : [new("", $"The condition {text} does not hold.")]);
        }

        var findings = new List<RuleFinding>();
        foreach (var match in paths.SelectMany(path => path.Find(context.Outputs)))
        {
            names["value"] = match.Value;
            if (!Holds(names, cancellationToken))
            {
                findings.Add(new(match.Pointer, $"{FieldRule.Name(match.Pointer)} does not satisfy {text}."));
            }
        }

        return new(findings);
    }

    public JsonElement? Fix(JsonElement value) => null;

    private bool Holds(Dictionary<string, object?> names, CancellationToken cancellationToken) => expression.EvaluateBool(names, cancellationToken);
}
