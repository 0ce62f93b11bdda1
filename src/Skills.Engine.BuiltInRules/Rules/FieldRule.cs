using System.Text.Json;
using Skills.Engine.Outputs;
using Skills.Json;

namespace Skills.Engine.Rules;

/// <summary>A rule that looks at each value its paths name, one by one.</summary>
/// <param name="fields">Where to look.</param>
internal abstract class FieldRule(RuleFields fields) : IRule
{
    public ValueTask<IReadOnlyList<RuleFinding>> CheckAsync(RuleContext context, CancellationToken cancellationToken)
    {
        var findings = new List<RuleFinding>();
        foreach (var path in fields.Paths)
        {
            foreach (var match in path.Find(context.Outputs))
            {
                var wrong = match.Value is { } value ? Judge(value, context) : fields.Missing(match.Pointer);
                if (wrong is not null)
                {
                    findings.Add(new(match.Pointer, $"{Name(match.Pointer)} {wrong}"));
                }
            }
        }

        return new(findings);
    }

    public virtual JsonElement? Fix(JsonElement value) => null;

    /// <summary>What is wrong with a value, as the rest of a sentence that begins with its name; null when nothing is.</summary>
    protected abstract string? Judge(JsonElement value, RuleContext context);

    /// <summary>A place as people read it.</summary>
    internal static string Name(string pointer) => pointer.Length == 0
        ? "The output"
        : string.Join('.', JsonPointer.Split(pointer)).Replace(".*", "[*]", StringComparison.Ordinal);
}

/// <summary>Where a field rule looks, and what it says of a place that is absent.</summary>
/// <param name="Paths">The places.</param>
/// <param name="Optional">Whether an absent place passes whatever the schema says.</param>
/// <param name="Schema">The skill's output schema; an absent place passes where it declares a property that may be left out.</param>
internal sealed record RuleFields(IReadOnlyList<FieldPath> Paths, bool Optional, JsonElement? Schema)
{
    public static RuleFields Read(RuleParameters parameters, Skill skill) => new(parameters.Paths(), parameters.Flag("optional"), skill.OutputSchema);

    /// <summary>What is wrong with a place that holds nothing; null when it may be absent.</summary>
    public string? Missing(string pointer) => Optional || DeclaredOptional(pointer) ? null : "is missing.";

    private bool DeclaredOptional(string pointer) => Schema is { } schema && OutputShape.MayBeAbsent(schema, pointer);
}
