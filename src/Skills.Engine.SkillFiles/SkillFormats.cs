using Skills.Engine.SkillFiles.Import;
using Skills.Engine.SkillFiles.Import.AgentSkills;
using Skills.Engine.SkillFiles.Import.Claude;
using Skills.Engine.SkillFiles.Import.Copilot;
using Skills.Engine.SkillFiles.Import.Dotprompt;
using Skills.Engine.SkillFiles.Import.GitHubModels;
using Skills.Engine.SkillFiles.Import.LangChain;
using Skills.Engine.SkillFiles.Import.Predecessor;
using Skills.Engine.SkillFiles.Import.Promptfoo;
using Skills.Engine.SkillFiles.Import.Prompty;
using Skills.Engine.SkillFiles.Import.SemanticKernel;
using Skills.Engine.SkillFiles.Reading;

namespace Skills.Engine;

/// <summary>The built-in forms of skill files.</summary>
public static class SkillFormats
{
    /// <summary>Every built-in form, in the order in which they are asked. Names come before keys, and the native form of YAML and JSON is last.</summary>
    public static IReadOnlyList<ISkillFormat> BuiltIn { get; } =
    [
        new NativeMarkdownFormat(),
        new DotpromptFormat(),
        new PromptyFormat(),
        new AgentSkillFormat(),
        new SemanticKernelTextFormat(),
        new CopilotPromptFormat(),
        new CopilotAgentFormat(),
        new ClaudeCommandFormat(),
        new ClaudeAgentFormat(),
        new GitHubModelsFormat(),
        new UnsupportedFormat(),
        new LangChainFormat(),
        new PromptfooFormat(),
        new PredecessorFormat(),
        new SemanticKernelFormat(),
        new NativeTreeFormat(),
    ];
}
