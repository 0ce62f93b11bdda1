using System.Text.Json;
using Microsoft.Extensions.Options;
using Skills.Engine.Compilation;
using Skills.Engine.Outputs.Alignment;
using Skills.Engine.Outputs.Reading;
using Skills.Engine.Outputs.Streaming;

namespace Skills.Engine.Outputs;

/// <summary>Step 6: reads a model's reply and holds it against the skill's output schema.</summary>
internal sealed class OutputValidator
{
    private readonly PerSkill<CompiledOutput> _compiled;
    private readonly ISchemaCompiler _schemas;
    private readonly ReplyReader _reader;

    public OutputValidator(ISchemaCompiler schemas, IOptions<SkillsEngineOptions> options)
    {
        var limits = options.Value.Outputs;
        _schemas = schemas;
        _compiled = new(Compile, options.Value.MaxCompiledSkills);
        _reader = new(new(limits.MaxReplyCharacters, limits.MaxReplyDepth, limits.MaxReplyCandidates, limits.MaxEdits));
    }

    /// <summary>Judges by the stop reason first, then reads the text.</summary>
    public OutputCheck Validate(Skill skill, ModelReply reply)
    {
        var gate = StopReasonGate.Judge(reply);
        if (gate is OutputFailure.Refused or OutputFailure.Filtered or OutputFailure.Empty)
        {
            return new() { Failure = gate, Errors = [StopReasonGate.Explain(gate, reply)], Reply = reply };
        }

        var check = ValidateText(skill, reply.Text) with { Reply = reply };
        return gate == OutputFailure.None || IsWhole(skill, check) ? check : check with { Failure = gate, Errors = [StopReasonGate.Explain(gate, reply), .. check.Errors] };
    }

    /// <summary>Reads a text as the skill's output, whatever the stop reason was.</summary>
    public OutputCheck ValidateText(Skill skill, string text)
    {
        var compiled = Of(skill);
        var reading = _reader.Read(text, compiled.Request);
        return Assert(compiled, new() { Value = reading.Value, Failure = reading.Failure, Errors = reading.Errors, Edits = reading.Edits });
    }

    /// <summary>Holds a value against the skill's schema.</summary>
    public OutputCheck ValidateValue(Skill skill, JsonElement value)
    {
        var compiled = Of(skill);
        var findings = compiled.Request.Schema?.Validate(value) ?? [];
        return findings.Count == 0
            ? Assert(compiled, new() { Value = value })
            : new() { Value = value, Failure = OutputFailure.Violations, Errors = [.. findings.Select(ToError)] };
    }

    /// <summary>Compiles the skill's schema now, so that a wrong one is found before a model is paid.</summary>
    /// <exception cref="SchemaCompileException">The schema cannot be compiled.</exception>
    public void Prepare(Skill skill) => Of(skill);

    /// <summary>A reader for a reply that arrives in pieces; one for each reply.</summary>
    public StreamingReader Stream(Skill skill) => new(Of(skill).Request.Shape, _reader.Limits);

    // A text that reached the limit with its very last character may still be cut inside a value; one whose reader allows truncation is taken.
    private static bool IsWhole(Skill skill, OutputCheck check) =>
        check.IsValid && skill.Output.Allow.HasFlag(LossyRepairs.Truncate) && skill.Output.OnInvalid == InvalidOutputAction.Repair;

    private static OutputCheck Assert(CompiledOutput compiled, OutputCheck check) =>
        check is { IsValid: true, Value: { } value } && compiled.Asserts?.Check(value) is { Count: > 0 } errors
            ? check with { Failure = OutputFailure.Violations, Errors = errors }
            : check;

    private static SkillError ToError(SchemaFinding finding) => new($"output.{finding.Keyword}", SkillStep.ValidateOutput, finding.Path, finding.Message);

    private CompiledOutput Of(Skill skill) => _compiled.Get(skill);

    private CompiledOutput Compile(Skill skill)
    {
        var settings = skill.Output;
        var shape = skill.OutputSchema is { } schema ? new SchemaShapeReader(schema).Read() : null;
        var request = new ReadRequest
        {
            Format = settings.Format,
            Schema = skill.OutputSchema is { } wanted ? _schemas.Compile(wanted) : null,
            Shape = shape,
            Repair = settings.OnInvalid == InvalidOutputAction.Repair,
            Allow = settings.Allow,
            Aliases = settings.Aliases,
            WrapText = true,
        };

        return new(request, shape is null ? null : SchemaAsserts.Of(shape));
    }

    private sealed record CompiledOutput(ReadRequest Request, SchemaAsserts? Asserts);
}
