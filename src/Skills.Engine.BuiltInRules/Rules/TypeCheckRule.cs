using System.Text.Json;

namespace Skills.Engine.Rules;

/// <summary><c>type_check</c>: each place holds a value of one of its types. Strict: true is no number, 1.5 no integer, null only null.</summary>
internal sealed class TypeCheckRule(IReadOnlyList<(FieldPath Path, List<string> Types)> expected, RuleFields fields) : IRule
{
    private static readonly string[] Known = ["string", "number", "integer", "boolean", "array", "object", "null"];

    public static IRule Read(RuleParameters parameters, RuleSetting setting)
    {
        var expected = new List<(FieldPath, List<string>)>();
        if (parameters.Value("types") is { } types)
        {
            if (types.ValueKind != JsonValueKind.Object)
            {
                throw new RuleFormatException("The parameter 'types' must be an object of field names and types.") { Parameter = "types" };
            }

            expected.AddRange(types.EnumerateObject().Select(static t => (FieldPath.Parse(t.Name), Names(t.Value))));
        }

        var single = parameters.Value("expected") ?? parameters.Value("expected_type");
        foreach (var path in parameters.OptionalPaths())
        {
            expected.Add((path, Names(single ?? throw new RuleFormatException("The parameter 'expected' is missing: name a type.") { Parameter = "expected" })));
        }

        return expected.Count > 0
            ? new TypeCheckRule(expected, new([], parameters.Flag("optional"), setting.Skill.OutputSchema))
            : throw new RuleFormatException("The parameter 'types' is missing: give field names and their types.") { Parameter = "types" };
    }

    public ValueTask<IReadOnlyList<RuleFinding>> CheckAsync(RuleContext context, CancellationToken cancellationToken)
    {
        var findings = new List<RuleFinding>();
        foreach (var (path, types) in expected)
        {
            foreach (var match in path.Find(context.Outputs))
            {
                var wrong = match.Value is { } value ? Judge(value, types) : fields.Missing(match.Pointer);
                if (wrong is not null)
                {
                    findings.Add(new(match.Pointer, $"{FieldRule.Name(match.Pointer)} {wrong}"));
                }
            }
        }

        return new(findings);
    }

    public JsonElement? Fix(JsonElement value) => null;

    private static string? Judge(JsonElement value, List<string> types) =>
        types.Any(t => Is(value, t)) ? null : $"must be {string.Join(" or ", types)}; it is {JsonText.KindOf(value)}.";

    private static bool Is(JsonElement value, string type) => type switch
    {
        "string" => value.ValueKind == JsonValueKind.String,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => JsonText.IsInteger(value),
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "array" => value.ValueKind == JsonValueKind.Array,
        "object" => value.ValueKind == JsonValueKind.Object,
        _ => value.ValueKind == JsonValueKind.Null,
    };

    private static List<string> Names(JsonElement value)
    {
        var names = value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(Name)] : (List<string>)[Name(value)];
        return names.Count > 0 ? names : throw new RuleFormatException("A list of types may not be empty.");
    }

    private static string Name(JsonElement value)
    {
        var name = value.ValueKind == JsonValueKind.String ? value.GetString()!.ToLowerInvariant() : value.GetRawText();
        return Known.Contains(name) ? name : throw new RuleFormatException($"'{name}' is no type; use {string.Join(", ", Known)}.") { Value = name, Offered = [.. Known] };
    }
}
