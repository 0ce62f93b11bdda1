namespace Skills.Engine.Tools;

/// <summary>A tool of a skill, with its compiled schema. Immutable.</summary>
/// <param name="Tool">The tool.</param>
/// <param name="Schema">Validates the arguments.</param>
internal sealed record OfferedTool(SkillTool Tool, ICompiledSchema Schema)
{
    /// <summary>The tool as a model sees it.</summary>
    public ModelTool Definition { get; } = new(Tool.Name, Tool.Description, Tool.Parameters);
}
