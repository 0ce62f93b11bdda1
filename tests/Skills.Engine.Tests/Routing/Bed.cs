using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Skills.Engine.Execution;
using Skills.Engine.Models;
using Skills.Engine.Models.Invocation;
using Skills.Engine.Routing;

namespace Skills.Engine.Tests.Routing;

/// <summary>The real parts of steps 4 and 5 around scripted providers and a virtual clock.</summary>
internal sealed class Bed
{
    public Bed(IReadOnlyList<ModelDefinition> models, IReadOnlyList<IModelClient> clients, Action<RoutingOptions>? configure = null, VirtualTime? time = null)
    {
        Time = time ?? new();
        var options = new SkillsEngineOptions();
        options.Catalog.Embedded = false;
        options.Routing.Seed = 1;
        foreach (var model in models)
        {
            options.Models.Add(model);
        }

        configure?.Invoke(options.Routing);
        Options = options;
        var wrapped = new OptionsWrapper<SkillsEngineOptions>(options);
        Deployments = new(wrapped, Time);
        Statistics = new(wrapped, Time);
        Paces = new(Deployments);
        Ledger = new();
        Catalog = new(wrapped);
        Experiments = new(wrapped, Statistics, Catalog, NullLogger<Experiments>.Instance);
        Router = new(Catalog, new(clients, Catalog, wrapped, Time, NullLogger<ModelDiscovery>.Instance), clients, Deployments, Statistics, Paces, Experiments, wrapped, Time, NullLogger<MoeRouter>.Instance);
        var attempts = new AttemptRunner(clients, Router, Deployments, Ledger, wrapped, Time, NullLogger<AttemptRunner>.Instance);
        Shadows = new(attempts, Catalog, Deployments, Router, wrapped, Time, NullLogger<ShadowRunner>.Instance);
        Invoker = new(attempts, Shadows, Deployments, Paces, wrapped, Time);
        Parallel = new(Invoker, wrapped, Time);
        Predictor = new(Statistics, Paces, wrapped, Time);
        Feedback = new(Statistics, Catalog, Estimator, wrapped);
        Outcomes = new(Router, Feedback, Estimator);
    }

    public VirtualTime Time { get; }

    public SkillsEngineOptions Options { get; }

    public Deployments Deployments { get; }

    public TaskStatistics Statistics { get; }

    public Paces Paces { get; }

    public ModelCatalog Catalog { get; }

    public Experiments Experiments { get; }

    public MemoryCostLedger Ledger { get; }

    public MoeRouter Router { get; }

    public ModelInvoker Invoker { get; }

    public ShadowRunner Shadows { get; }

    public ParallelInvoker Parallel { get; }

    public CostPredictor Predictor { get; }

    public Engine.Routing.Difficulty.DifficultyEstimator Estimator { get; } = new();

    public FeedbackRecorder Feedback { get; }

    public RunOutcomes Outcomes { get; }

    public AttemptLog Attempts { get; } = new();

    public static Bed Of(params ModelDefinition[] models) =>
        new(models, [.. models.Select(static m => m.Provider).Distinct().Select(static p => ScriptedClient.Answering(p))]);

    public ModelRoute Route(RoutingRequest request) => Router.RouteAsync(request, CancellationToken.None).AsTask().GetAwaiter().GetResult();

    public ModelInvocation Invocation(Skill? skill = null, TimeSpan? within = null, params ModelDefinition[] models) => new()
    {
        Skill = skill ?? Some.Skill(),
        Context = new(),
        Candidates = [.. (models.Length > 0 ? models : [.. Options.Models]).Select(static m => new ModelCandidate(m, 1, null))],
        Messages = [new(MessageRole.User, "hello")],
        Deadline = (Time.GetElapsedTime(0) + (within ?? TimeSpan.FromMinutes(2))).Ticks,
        Attempts = Attempts,
    };

    public IReadOnlyList<LedgerLine> Lines() => Ledger.ReadAsync(new() { From = DateOnly.MinValue, To = DateOnly.MaxValue }, CancellationToken.None).AsTask().GetAwaiter().GetResult();

    public ModelInvocationResult Invoke(ModelInvocation? invocation = null) => Time.Run(Invoker.InvokeAsync(invocation ?? Invocation(), CancellationToken.None).AsTask());
}
