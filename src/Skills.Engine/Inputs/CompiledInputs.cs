using Microsoft.Extensions.Options;
using Skills.Engine.Compilation;
using Skills.JsonSchema;

namespace Skills.Engine.Inputs;

/// <summary>The input schemas of skills, each compiled once: step 1 validates with it, and step 3 checks the names in templates. Thread-safe.</summary>
internal sealed class CompiledInputs(ISchemaCompiler schemas, IOptions<SkillsEngineOptions> options)
{
    private readonly PerSkill<CompiledInput> _known = new(
        skill => new(skill.InputSchema, skill.InputSchema is { } schema ? schemas.Compile(schema) : null), options.Value.MaxCompiledSkills);

    /// <exception cref="SchemaCompileException">The skill's schema cannot be compiled.</exception>
    public CompiledInput Of(Skill skill) => _known.Get(skill);

    /// <summary>Returns what the schema says of names; null for none, and for one that cannot be compiled, which step 1 reports.</summary>
    public SchemaView? NamesOf(Skill skill)
    {
        try
        {
            return Of(skill).View;
        }
        catch (SchemaCompileException)
        {
            return null;
        }
    }
}
