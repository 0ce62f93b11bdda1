namespace Skills.Engine.Tools;

/// <summary>A tool of a skill, with its compiled schema. Immutable.</summary>
/// <param name="Tool">The tool.</param>
/// <param name="Schema">Validates the arguments.</param>
internal sealed record OfferedTool(SkillTool Tool, ICompiledSchema Schema)
{
    /// <summary>The skill that answers as a tool; null for a tool of the host.</summary>
    public Skill? Skill { get; init; }

    /// <summary>Whether the engine can run it.</summary>
    public bool IsHandled => Skill is not null || Tool.Handler is not null;

    /// <summary>The tool as a model sees it.</summary>
    public ModelTool Definition { get; } = new(Tool.Name, Tool.Description, Tool.Parameters);
}
