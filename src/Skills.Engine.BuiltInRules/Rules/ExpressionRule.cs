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
            if (Wrong(names, cancellationToken) is { } wrong)
            {
                findings.Add(new(match.Pointer, $"{FieldRule.Name(match.Pointer)} {wrong}"));
            }
        }

        return new(findings);
    }

    public JsonElement? Fix(JsonElement value) => null;

    // An expression that cannot be evaluated for one value is that value's failure.
    private string? Wrong(Dictionary<string, object?> names, CancellationToken cancellationToken)
    {
        try
        {
            return Holds(names, cancellationToken) ? null : $"does not satisfy {text}.";
        }
        catch (JinjaException failure)
        {
            return $"could not be checked with {text}: {failure.Message}";
        }
    }

    private bool Holds(Dictionary<string, object?> names, CancellationToken cancellationToken) => expression.EvaluateBool(names, cancellationToken);
}
