using System.Text.Json;
using Microsoft.Extensions.Options;
using Skills.Engine.Compilation;
using Skills.JsonSchema;
using Skills.Replies;

namespace Skills.Engine.Outputs;

/// <summary>Reads replies with the tolerant reader, and validates with the registered schema compiler.</summary>
internal sealed class SchemaOutputValidator : OutputValidator
{
    private readonly PerSkill<CompiledOutput> _compiled;
    private readonly ISchemaCompiler _schemas;
    private readonly OutputReadingOptions _limits;

    public SchemaOutputValidator(ISchemaCompiler schemas, IOptions<SkillsEngineOptions> options)
    {
        _schemas = schemas;
        _compiled = new(Compile, options.Value.MaxCompiledSkills);
        _limits = options.Value.Outputs;
    }

    /// <inheritdoc/>
    public override OutputValidation Validate(Skill skill, ModelReply reply)
    {
        var gate = StopReasonGate.Judge(reply);
        if (gate is OutputFailure.Refused or OutputFailure.Filtered or OutputFailure.Empty or OutputFailure.ToolCalls)
        {
            return new() { Failure = gate, Errors = [StopReasonGate.Explain(gate, reply)], Reply = reply };
        }

        var check = Read(skill, reply.Text, reply);
        if (gate == OutputFailure.None && IsVisiblyCut(check))
        {
            gate = OutputFailure.Truncated;
        }

        return gate == OutputFailure.None || IsWhole(skill, check) ? check : check with { Failure = gate, Errors = [StopReasonGate.Explain(gate, reply), .. check.Errors] };
    }

    /// <inheritdoc/>
    public override OutputValidation ValidateText(Skill skill, string text) => Read(skill, text, reply: null);

    /// <inheritdoc/>
    public override OutputValidation ValidateValue(Skill skill, JsonElement value)
    {
        var compiled = Of(skill);
        var findings = compiled.Validator?.Validate(value) ?? [];
        return findings.Count == 0
            ? Assert(compiled, new() { Value = value })
            : new() { Value = value, Failure = OutputFailure.Violations, Errors = [.. findings.Select(ToError)] };
    }

    /// <inheritdoc/>
    public override IReadOnlyList<SkillError> Check(Skill skill)
    {
        try
        {
            Of(skill);
            return [];
        }
        catch (SchemaCompileException wrong)
        {
            return [new("output.schema", SkillStep.ValidateOutput, "", $"The skill's output schema cannot be compiled: {wrong.Message}")];
        }
    }

    /// <summary>A reader for a reply that arrives in pieces; one for each reply.</summary>
    public StreamedReply Stream(Skill skill)
    {
        var compiled = Of(skill);
        return ReplyReader.Stream(compiled.Schema, compiled.Options);
    }

    private OutputValidation Read(Skill skill, string text, ModelReply? reply)
    {
        var compiled = Of(skill);
        var reading = ReplyReader.Read(text, compiled.Schema, compiled.Options);
        return Assert(compiled, new()
        {
            Value = reading.Value,
            Failure = FailureOf(reading.Status),
            Errors = reading.Findings.Count == 0 ? [] : [.. reading.Findings.Select(ToError)],
            Edits = reading.Edits,
            Reply = reply,
        });
    }

    // A reply that breaks off within a value was cut, whatever the provider says of it.
    private static bool IsVisiblyCut(OutputValidation check) =>
        check.Failure == OutputFailure.Violations && check.Edits.Any(static e => e.Kind == EditKind.Lossy && e.Name.StartsWith("unfinished_", StringComparison.Ordinal));

    // A text that reached the limit with its very last character may still be cut inside a value; one whose reader allows truncation is taken.
    private static bool IsWhole(Skill skill, OutputValidation check) =>
        check.IsValid && skill.Output.Allow.HasFlag(LossyRepairs.Truncate) && skill.Output.OnInvalid == InvalidOutputAction.Repair;

    private static OutputValidation Assert(CompiledOutput compiled, OutputValidation check) =>
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
