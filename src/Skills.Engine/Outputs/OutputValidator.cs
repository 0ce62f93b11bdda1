using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Skills.Engine.Outputs;

/// <summary>Step 6: reads a model's reply and holds it against the skill's output schema.</summary>
internal sealed class OutputValidator(ISchemaCompiler schemas)
{
    private readonly ConditionalWeakTable<Skill, CompiledOutput> _compiled = [];

    public OutputCheck Validate(Skill skill, ModelReply reply)
    {
        var gate = StopReasonGate.Judge(reply);
        if (gate is OutputFailure.Refused or OutputFailure.Filtered or OutputFailure.Empty)
        {
            return new() { Failure = gate, Errors = [StopReasonGate.Explain(gate, reply)], Reply = reply };
        }

        var check = ValidateText(skill, reply.Text) with { Reply = reply };
        return gate == OutputFailure.None ? check : check with { Failure = gate, Errors = [StopReasonGate.Explain(gate, reply), .. check.Errors] };
    }

    /// <summary>Reads a text as the skill's output, whatever the stop reason was.</summary>
    public OutputCheck ValidateText(Skill skill, string text)
    {
        if (Parse(text) is not { } value)
        {
            return new()
            {
                Failure = OutputFailure.Syntax,
                Errors = [new("output.syntax", SkillStep.ValidateOutput, "", $"The model's reply of {text.Length} characters holds no JSON value.")],
            };
        }

        return ValidateValue(skill, value);
    }

    /// <summary>Holds a value against the skill's schema.</summary>
    public OutputCheck ValidateValue(Skill skill, JsonElement value)
    {
        var findings = _compiled.GetValue(skill, Compile).Schema?.Validate(value) ?? [];
        return findings.Count == 0
            ? new() { Value = value }
            : new() { Value = value, Failure = OutputFailure.Violations, Errors = [.. findings.Select(ToError)] };
    }

    private static SkillError ToError(SchemaFinding finding) => new($"output.{finding.Keyword}", SkillStep.ValidateOutput, finding.Path, finding.Message);

    private static JsonElement? Parse(string text)
    {
        if (TryParse(text) is { } whole)
        {
            return whole;
        }

        var start = text.AsSpan().IndexOfAny('{', '[');
        var end = text.AsSpan().LastIndexOfAny('}', ']');
        return start >= 0 && start < end ? TryParse(text[start..(end + 1)]) : null;
    }

    private static JsonElement? TryParse(string text)
    {
        try
        {
            return JsonElement.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private CompiledOutput Compile(Skill skill) => new(skill.OutputSchema is { } schema ? schemas.Compile(schema) : null);

    private sealed record CompiledOutput(ICompiledSchema? Schema);
}
