using Microsoft.Extensions.Options;
using Skills.Engine.Compilation;

namespace Skills.Engine.Tools;

/// <summary>The tools that the host registered, and the skills of the catalog, by name. Thread-safe.</summary>
internal sealed class ToolRegistry
{
    private readonly SkillCatalog _catalog;
    private readonly TimeSpan _skillTimeout;
    private readonly PerSkill<OfferedTool> _skills;
    private readonly Dictionary<string, OfferedTool> _tools = new(StringComparer.Ordinal);
    private readonly PerSkill<ToolSet> _sets;

    /// <summary>Compiles the schemas of all tools.</summary>
    /// <exception cref="InvalidOperationException">The schema of a tool cannot be compiled.</exception>
    public ToolRegistry(IEnumerable<SkillTool> tools, SkillCatalog catalog, ISchemaCompiler schemas, IOptions<SkillsEngineOptions> options)
    {
        _catalog = catalog;
        _skillTimeout = options.Value.DefaultTimeout;
        foreach (var tool in tools)
        {
            _tools[tool.Name] = new(tool, Compile(tool, schemas));
        }

        _sets = new(Resolve, options.Value.MaxCompiledSkills);
        _skills = new(skill => OfSkill(skill, schemas), options.Value.MaxCompiledSkills);
    }

    /// <summary>Returns the tools that a skill offers. A composed skill asks no model, and so offers none. The catalog can change, so skills are looked up each time.</summary>
    public ToolSet SetOf(Skill skill) => 
        skill.Tools.Count == 0 || skill.Composition is not null ? ToolSet.None
        : skill.Tools.All(_tools.ContainsKey) ? _sets.Get(skill)
        : Resolve(skill);

    private ToolSet Resolve(Skill skill)
    {
        var offered = new List<OfferedTool>();
        var missing = new List<string>();
        foreach (var name in skill.Tools.Distinct(StringComparer.Ordinal))
        {
            if (_tools.TryGetValue(name, out var tool))
            {
                offered.Add(tool);
            }
            else if (_catalog.Find(name) is { } called)
            {
                offered.Add(_skills.Get(called) with { Skill = called });
            }
            else
            {
                missing.Add(name);
            }
        }

        return new(offered, missing);
    }

    private OfferedTool OfSkill(Skill skill, ISchemaCompiler schemas)
    {
        var tool = SkillAsTool.Of(skill, _skillTimeout);
        return new(tool, Compile(tool, schemas)) { Skill = skill };
    }

    private static ICompiledSchema Compile(SkillTool tool, ISchemaCompiler schemas)
    {
        try
        {
            return schemas.Compile(tool.Parameters);
        }
        catch (SchemaCompileException problem)
        {
            throw new InvalidOperationException($"The parameters of the tool '{tool.Name}' are not a valid JSON Schema: {problem.Message}", problem);
        }
    }
}
