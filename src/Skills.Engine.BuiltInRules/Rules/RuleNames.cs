namespace Skills.Engine.Rules;

/// <summary>The names conditions, expressions and messages see.</summary>
internal static class RuleNames
{
    public static Dictionary<string, object?> Of(RuleContext context) => new(StringComparer.Ordinal)
    {
        ["outputs"] = context.Outputs,
        ["inputs"] = context.Inputs.ValueKind == System.Text.Json.JsonValueKind.Undefined ? null : context.Inputs,
    };
}
