namespace Skills.Engine.Evaluation.Optimizing;

/// <summary>Makes candidates out of a skill.</summary>
internal static class CandidateSkill
{
    /// <summary>Returns whether a skill has a form that can be changed and written.</summary>
    public static bool IsSupported(Skill skill) => skill.Composition is null && skill.Messages.All(static m => m.Parts.Count == 0);

    /// <summary>Returns the text that says what to do: the first system message, or nothing.</summary>
    public static string InstructionsOf(Skill skill) => skill.Messages.FirstOrDefault(IsInstruction)?.Content ?? "";

    /// <summary>Returns the skill with other instructions.</summary>
    public static Skill WithInstructions(Skill skill, string instructions)
    {
        var messages = MessagesOf(skill);
        var index = messages.FindIndex(IsInstruction);
        if (index >= 0)
        {
            messages[index] = messages[index] with { Content = instructions };
        }
        else
        {
            messages.Insert(0, new() { Role = MessageRole.System, Content = instructions });
        }

        return skill with { PromptTemplate = null, Messages = messages };
    }

    /// <summary>Returns the skill with other examples, shown before its last message unless it has a place for them.</summary>
    public static Skill WithExamples(Skill skill, IReadOnlyList<SkillExample> examples)
    {
        var messages = MessagesOf(skill);
        if (!messages.Any(static m => m.Examples))
        {
            messages.Insert(messages.Count - 1, new() { Examples = true });
        }

        return skill with { PromptTemplate = null, Messages = messages, Examples = examples };
    }

    private static bool IsInstruction(SkillMessage message) => message is { Role: MessageRole.System, Content: not null };

    private static List<SkillMessage> MessagesOf(Skill skill) => skill.Messages.Count > 0 ? [.. skill.Messages] : [new() { Content = skill.PromptTemplate ?? "" }];
}
