using System.Text.Json;

namespace Skills.Engine.Rules;

/// <summary><c>json_schema</c>: a value, or the whole output, satisfies a schema of the rule's own.</summary>
internal sealed class JsonSchemaRule(IReadOnlyList<FieldPath> paths, ICompiledSchema schema) : IRule
{
    public static IRule Read(RuleParameters parameters, RuleSetting setting)
    {
        var paths = parameters.OptionalPaths();
        return new JsonSchemaRule(paths.Count > 0 ? paths : [FieldPath.Parse("")], setting.Services.Schema(parameters.Require("schema")));
    }

    public ValueTask<IReadOnlyList<RuleFinding>> CheckAsync(RuleContext context, CancellationToken cancellationToken)
    {
        var findings = new List<RuleFinding>();
        foreach (var match in paths.SelectMany(path => path.Find(context.Outputs)))
        {
            if (match.Value is { } value)
            {
                findings.AddRange(schema.Validate(value).Select(f => new RuleFinding(match.Pointer + f.Path, f.Message)));
            }
            else
            {
                findings.Add(new(match.Pointer, $"{FieldRule.Name(match.Pointer)} is missing."));
            }
        }

        return new(findings);
    }

    public JsonElement? Fix(JsonElement value) => null;
}
