using Skills.Engine.Compilation;

namespace Skills.Engine.Caching;

/// <summary>Validates outputs from the shared store against the skill's output schema, as those of a model are.</summary>
internal sealed class StoredOutputCheck(ISchemaCompiler? schemas, int capacity)
{
    private readonly PerSkill<Compiled> _compiled = new(skill => new(schemas is not null && skill.OutputSchema is { } schema ? schemas.Compile(schema) : null), capacity);

    /// <summary>Returns whether an entry could have been stored for this skill.</summary>
    public bool Accepts(Skill skill, CacheEntry entry) =>
        entry.Outcome.Status != ExecutionStatus.Success
        || _compiled.Get(skill).Schema is not { } schema
        || (entry.Outcome.Outputs is { } outputs && schema.Validate(outputs).Count == 0);

    private sealed record Compiled(ICompiledSchema? Schema);
}
