using Skills.Engine.Caching;
using Skills.Engine.Compilation;
using Skills.Engine.Routing;

namespace Skills.Engine.Execution;

/// <summary>Makes the answer source of an execution, and the requests that depend on how its skill asks.</summary>
internal sealed class AnswerSources(EngineParts parts, SkillRunner runner)
{
    private readonly PerSkill<SkillAsk> _asks = new(skill => new(skill, parts.Settings.DefaultMaxOutputTokens), parts.Settings.MaxCompiledSkills);
    private readonly AnswerJudge _judge = new(parts, runner);

    /// <summary>The source of an execution's answers.</summary>
    public IAnswerSource For(SkillRun run) => run.Skill.Composition is null
        ? new ModelAnswers(parts, runner, _judge, _asks.Get(run.Skill), run)
        : new ComposedAnswers(parts, runner, run);

    /// <summary>What step 2 looks up.</summary>
    public SkillCacheRequest CacheRequestOf(SkillRun run) =>
        new(run.Skill, run.Start.SkillHash, run.Inputs, run.Start.Context, _asks.Get(run.Skill).Options, run.Start.Variant) { ToolsDigest = run.Start.Tools.Digest, HasImpureTools = !run.Start.Tools.IsPure, Embeddings = run.Skill.Cache.Semantic is null ? null : run.Result.Embeddings };

    /// <summary>What step 4 asks the router.</summary>
    public static RoutingRequest RoutingRequestOf(SkillRun run, EngineParts parts) => new()
    {
        Skill = run.Skill,
        Context = run.Start.Context,
        EstimatedInputTokens = run.EstimatedInputTokens,
        EstimatedOutputTokens = parts.Costs.OutputTokensOf(run.Skill),
        Difficulty = parts.Difficulty.Estimate(new(run.Skill, run.Result.Prompt!.Messages)),
        OnlyProvider = run.Result.Prompt!.FileProvider,
        Require = run.Result.Prompt!.Needs | (run.Start.Tools.IsEmpty ? ModelCapabilities.None : ModelCapabilities.Tools),
    };
}
