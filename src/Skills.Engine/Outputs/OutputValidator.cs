using System.Text.Json;
using Microsoft.Extensions.Options;
using Skills.Engine.Compilation;
using Skills.JsonSchema;
using Skills.Replies;

namespace Skills.Engine.Outputs;

/// <summary>Step 6: reads a model's reply and validates it against the skill's output schema.</summary>
internal sealed class OutputValidator
{
    private readonly PerSkill<CompiledOutput> _compiled;
    private readonly ISchemaCompiler _schemas;
    private readonly OutputReadingOptions _limits;

    public OutputValidator(ISchemaCompiler schemas, IOptions<SkillsEngineOptions> options)
    {
        _schemas = schemas;
        _compiled = new(Compile, options.Value.MaxCompiledSkills);
        _limits = options.Value.Outputs;
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
        if (gate == OutputFailure.None && IsVisiblyCut(check))
        {
            gate = OutputFailure.Truncated;
        }

        return gate == OutputFailure.None || IsWhole(skill, check) ? check : check with { Failure = gate, Errors = [StopReasonGate.Explain(gate, reply), .. check.Errors] };
    }

    /// <summary>Reads a text as the skill's output, whatever the stop reason was.</summary>
    public OutputCheck ValidateText(Skill skill, string text)
    {
        var compiled = Of(skill);
        var reading = ReplyReader.Read(text, compiled.Schema, compiled.Options);
        return Assert(compiled, new() { Value = reading.Value, Failure = FailureOf(reading.Status), Errors = [.. reading.Findings.Select(ToError)], Edits = reading.Edits });
    }

    /// <summary>Holds a value against the skill's schema.</summary>
    public OutputCheck ValidateValue(Skill skill, JsonElement value)
    {
        var compiled = Of(skill);
        var findings = compiled.Validator?.Validate(value) ?? [];
        return findings.Count == 0
            ? Assert(compiled, new() { Value = value })
            : new() { Value = value, Failure = OutputFailure.Violations, Errors = [.. findings.Select(ToError)] };
    }

    /// <summary>Compiles the skill's schema now, so that a wrong one is found before a model is paid.</summary>
    /// <exception cref="SchemaCompileException">The schema cannot be compiled.</exception>
    public void Prepare(Skill skill) => Of(skill);

    /// <summary>A reader for a reply that arrives in pieces; one for each reply.</summary>
    public StreamedReply Stream(Skill skill)
    {
        var compiled = Of(skill);
        return ReplyReader.Stream(compiled.Schema, compiled.Options);
    }

    // A reply that breaks off within a value was cut, whatever the provider says of it.
    private static bool IsVisiblyCut(OutputCheck check) =>
        check.Failure == OutputFailure.Violations && check.Edits.Any(static e => e.Kind == EditKind.Lossy && e.Name.StartsWith("unfinished_", StringComparison.Ordinal));

    // A text that reached the limit with its very last character may still be cut inside a value; one whose reader allows truncation is taken.
    private static bool IsWhole(Skill skill, OutputCheck check) =>
        check.IsValid && skill.Output.Allow.HasFlag(LossyRepairs.Truncate) && skill.Output.OnInvalid == InvalidOutputAction.Repair;

    private static OutputCheck Assert(CompiledOutput compiled, OutputCheck check) =>
        check is { IsValid: true, Value: { } value } && compiled.Asserts?.Check(value) is { Count: > 0 } errors
            ? check with { Failure = OutputFailure.Violations, Errors = errors }
            : check;

    private static OutputFailure FailureOf(ReplyStatus status) => status switch
    {
        ReplyStatus.Valid => OutputFailure.None,
        ReplyStatus.Unreadable => OutputFailure.Syntax,
        ReplyStatus.Ambiguous => OutputFailure.Ambiguous,
        _ => OutputFailure.Violations,
    };

    private static SkillError ToError(ReplyFinding finding) => new($"output.{finding.Code}", SkillStep.ValidateOutput, finding.Path, finding.Message);

    private CompiledOutput Of(Skill skill) => _compiled.Get(skill);

    private CompiledOutput Compile(Skill skill)
    {
        var settings = skill.Output;
        var validator = skill.OutputSchema is { } wanted ? new ReplyValidator(_schemas.Compile(wanted)) : null;
        var schema = validator is null ? null : ShapeOf(skill.OutputSchema!.Value, validator);
        var options = new ReplyOptions
        {
            Format = settings.Format,
            Repair = settings.OnInvalid != InvalidOutputAction.Fail,
            Allow = settings.OnInvalid == InvalidOutputAction.Repair ? settings.Allow : LossyRepairs.None,
            Aliases = settings.Aliases,
            MaxReplyCharacters = _limits.MaxReplyCharacters,
            MaxReplyDepth = _limits.MaxReplyDepth,
            MaxReplyCandidates = _limits.MaxReplyCandidates,
            MaxEdits = _limits.MaxEdits,
        };

        return new(options, schema, validator, skill.OutputSchema is { } stated ? SchemaAsserts.Of(stated) : null);
    }

    private static ReplySchema ShapeOf(JsonElement schema, ReplyValidator validator)
    {
        try
        {
            return ReplySchema.Compile(schema, validator);
        }
        catch (JsonSchemaException problem)
        {
            throw new SchemaCompileException(problem.Message, problem);
        }
    }

    private sealed record CompiledOutput(ReplyOptions Options, ReplySchema? Schema, ReplyValidator? Validator, SchemaAsserts? Asserts);
}
