using System.Text.Json;

namespace Skills.Engine.Rules;

/// <summary><c>required_fields</c>: each place must be there; with <c>non_empty</c> it may not be null, "", blank, [] or {} either.</summary>
internal sealed class RequiredFieldsRule(IReadOnlyList<FieldPath> paths, bool nonEmpty) : IRule
{
    public static IRule Read(RuleParameters parameters, RuleSetting setting) => new RequiredFieldsRule(parameters.Paths(), parameters.Flag("non_empty"));

    public ValueTask<IReadOnlyList<RuleFinding>> CheckAsync(RuleContext context, CancellationToken cancellationToken)
    {
        var findings = new List<RuleFinding>();
        foreach (var match in paths.SelectMany(path => path.Find(context.Outputs)))
        {
            if (match.Value is not { } value)
            {
                findings.Add(new(match.Pointer, $"{FieldRule.Name(match.Pointer)} is missing."));
            }
            else if (nonEmpty && IsEmpty(value))
            {
                findings.Add(new(match.Pointer, $"{FieldRule.Name(match.Pointer)} is empty."));
            }
        }

        return new(findings);
    }

    public JsonElement? Fix(JsonElement value) => null;

    private static bool IsEmpty(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => true,
        JsonValueKind.String => string.IsNullOrWhiteSpace(value.GetString()),
        JsonValueKind.Array => value.GetArrayLength() == 0,
        JsonValueKind.Object => value.GetPropertyCount() == 0,
        _ => false,
    };
}
