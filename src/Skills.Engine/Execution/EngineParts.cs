using Microsoft.Extensions.Options;
using Skills.Engine.Caching;
using Skills.Engine.Composition;
using Skills.Engine.Diagnostics;
using Skills.Engine.Inputs;
using Skills.Engine.Models.Invocation;
using Skills.Engine.Outputs;
using Skills.Engine.Routing;
using Skills.Engine.Rules;
using Skills.Engine.Tools;

namespace Skills.Engine.Execution;

/// <summary>The parts of the engine, in the order of the steps.</summary>
internal sealed record EngineParts(
    SkillCatalog Catalog,
    InputValidator Inputs,
    SkillCache Cache,
    IPromptRenderer Renderer,
    ModelCatalog Models,
    IDifficultyEstimator Difficulty,
    IModelRouter Router,
    CostPredictor Costs,
    BudgetGuard Budgets,
    ModelInvoker Invoker,
    ParallelInvoker Parallel,
    CompositionRunner Compositions,
    OutputValidator Outputs,
    SchemaOutputValidator Replies,
    ValidationRuleExecutor Rules,
    ReaskPlanner Reask,
    RunOutcomes Outcomes,
    ToolRegistry ToolRegistry,
    ToolCaller Tools,
    FeedbackRecorder Feedback,
    SkillTelemetry Telemetry,
    IOptions<SkillsEngineOptions> Options,
    TimeProvider Time)
{
    public SkillsEngineOptions Settings { get; } = Options.Value;
}
