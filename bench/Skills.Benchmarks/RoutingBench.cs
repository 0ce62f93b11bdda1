using Microsoft.Extensions.DependencyInjection;
using Skills.Engine;
using Skills.Engine.Models;
using Skills.Engine.Models.Invocation;
using Skills.Engine.Routing;

namespace Skills.Benchmarks;

/// <summary>A routing decision over 100 models, a call through the invoker, a budget's reservation: beside plain loops and calls of the same run.</summary>
internal static class RoutingBench
{
    private static readonly Skill Skill = new() { Id = "review", Name = "Review", PromptTemplate = "x", Category = "CODE_REVIEW", ModelPreferences = new() { MinQuality = 0.3, MaxCost = 1 } };

    private static readonly Skill Preferring = Skill with { ModelPreferences = new() { PreferredModels = ["m7", "m42", "m99"] } };

    public static void Run()
    {
        var models = Enumerable.Range(0, 100).Select(Model).ToList();
        var plain = Measure.Of(() => PlainLoop(models));
        Console.WriteLine($"{"",-54}{"least",12}{"allocated",13}{"ratio",9}");
        Show("plain loop over 100 models: filter, best quality", plain, plain);
        Show("decision, 100 models, explanation off", Measure.Of(Decide(models, Skill, explain: false)), plain);
        Show("decision, 100 models, three preferred", Measure.Of(Decide(models, Preferring, explain: false)), plain);
        Show("decision, 100 models, learned about", Measure.Of(Decide(models, Skill, explain: false, learned: true)), plain);
        Show("decision, 100 models, explanation on", Measure.Of(Decide(models, Skill, explain: true)), plain);
        Show("difficulty of a prompt of 400 words", Measure.Of(Estimate(400)), plain);
        Show("the same, learned from 4,000 outcomes", Measure.Of(EstimateLearned(400)), plain);
        Show("decision, 10 models, explanation off", Measure.Of(Decide(models[..10], Skill, explain: false)), plain);
        Console.WriteLine("stated elsewhere, not measured here: the Python predecessor's decision over its 15 models 722 us;");
        Console.WriteLine("LiteLLM 1.91.1 adds 4.34 ms to a request in all (cuihuan/llm-gateway-bench, 2026-07-09, one at a time over localhost: routing is part of it)");
        Console.WriteLine();
        Invoke(models);
    }

    private static void Invoke(List<ModelDefinition> models)
    {
        var client = new InstantClient("p0");
        using var services = Services(models[..1], explain: false);
        var invoker = services.GetRequiredService<ModelInvoker>();
        var request = new ModelRequest { Model = models[0], Messages = [new(MessageRole.User, "hello")] };
        var bare = Measure.Of(() => client.InvokeAsync(request, CancellationToken.None).GetAwaiter().GetResult());
        Show("bare call of an instant client", bare, bare);
        Show("the same through the invoker", Measure.Of(() => invoker.InvokeAsync(Invocation(models[0]), CancellationToken.None).AsTask().GetAwaiter().GetResult()), bare);

        var store = services.GetRequiredService<IBudgetStore>();
        BudgetLine[] lines = [new("all::day", 1_000_000_000, TimeSpan.FromDays(1))];
        var id = 0;
        Show("reserve and settle in memory", Measure.Of(() =>
        {
            var name = id++.ToString(System.Globalization.CultureInfo.InvariantCulture);
            _ = store.ReserveAsync(new(name, 0.01m, TimeSpan.FromMinutes(1)), lines, CancellationToken.None).AsTask().Result;
            store.SettleAsync(name, 0.01m, lines, CancellationToken.None).AsTask().Wait();
        }), bare);
    }

    private static ModelInvocation Invocation(ModelDefinition model) => new()
    {
        Skill = Skill,
        Context = new(),
        Candidates = [new(model, 1, null)],
        Messages = [new(MessageRole.User, "hello")],
        Deadline = (TimeProvider.System.GetElapsedTime(0) + TimeSpan.FromMinutes(2)).Ticks,
        Attempts = new(),
        EstimatedInputTokens = 10,
    };

    private static Action Decide(List<ModelDefinition> models, Skill skill, bool explain, bool learned = false)
    {
        var services = Services(models, explain);
        var router = services.GetRequiredService<MoeRouter>();
        if (learned)
        {
            foreach (var model in models)
            {
                router.Report(new() { Model = model, Category = skill.Category, OutputValid = true });
            }
        }

        var request = new RoutingRequest { Skill = skill, EstimatedInputTokens = 1000, EstimatedOutputTokens = 500 };
        return () => _ = router.RouteAsync(request, CancellationToken.None).AsTask().Result;
    }

    private static Action Estimate(int words)
    {
        var estimator = Services([Model(0)], explain: false).GetRequiredService<IDifficultyEstimator>();
        var text = string.Join(' ', Enumerable.Range(0, words).Select(static i => (i % 7) switch { 0 => "report,", 1 => "about", 2 => "each", 3 => "function", 4 => "x = 2;", 5 => "not", _ => "then" }));
        var request = new DifficultyRequest(Skill, [new(MessageRole.User, text)]);
        return () => _ = estimator.Estimate(request);
    }

    // Both kinds of models are learned, the dearest case: hard prompts have a word that others do not have.
    private static Action EstimateLearned(int words)
    {
        var estimator = new LearnedDifficultyEstimator(Microsoft.Extensions.Options.Options.Create(new LearnedDifficultyOptions()));
        for (var i = 0; i < 4000; i++)
        {
            var isHard = i % 2 == 0;
            var outcome = new RoutingOutcome { Model = Model(i) with { Quality = i % 4 < 2 ? 0.5 : 0.95 }, Category = Skill.Category, SkillId = Skill.Id, Difficulty = estimator.Estimate(Of(i, words / 4, isHard)) };
            estimator.Learn(outcome, isHard ? 0 : 1);
        }

        var request = Of(1, words, isHard: true);
        return () => _ = estimator.Estimate(request);

        static DifficultyRequest Of(int seed, int words, bool isHard) =>
            new(Skill, [new(MessageRole.User, (isHard ? "manifold " : "") + string.Join(' ', Enumerable.Range(0, words).Select(i => "word" + ((char)('a' + (((i * 31) + seed) * 7919 % 26))) + ((char)('a' + (((i * 17) + seed) % 26))))))]);
    }

    private static ServiceProvider Services(List<ModelDefinition> models, bool explain)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<Microsoft.Extensions.Configuration.IConfiguration>(new Microsoft.Extensions.Configuration.ConfigurationManager());
        services.AddSkillsEngine(o =>
        {
            o.Catalog.Embedded = false;
            o.Routing.Explain = explain;
            models.ForEach(o.Models.Add);
        });
        foreach (var provider in models.Select(static m => m.Provider).Distinct())
        {
            services.AddSingleton<IModelClient>(new InstantClient(provider));
        }

        return services.BuildServiceProvider();
    }

    private static ModelDefinition? PlainLoop(List<ModelDefinition> models)
    {
        ModelDefinition? best = null;
        foreach (var model in models)
        {
            if (model.Enabled && model.Quality >= 0.3 && !(model.ContextWindow < 1500) && (best is null || model.Quality > best.Quality))
            {
                best = model;
            }
        }

        return best;
    }

    private static ModelDefinition Model(int i) => new()
    {
        Id = $"m{i}",
        Provider = $"p{i % 10}",
        ContextWindow = 128_000,
        MaxOutputTokens = 8192,
        Quality = 0.5 + (i * 37 % 50 / 100.0),
        Prices = [new() { Input = 0.1m * (1 + (i % 20)), Output = 0.4m * (1 + (i % 20)) }],
        LatencyP50 = TimeSpan.FromMilliseconds(300 + (i * 13 % 900)),
    };

    private static void Show(string what, Cost cost, Cost beside) => Console.WriteLine($"{what,-54}{cost} {cost.Nanoseconds / beside.Nanoseconds,7:F1} x");

    private sealed class InstantClient(string provider) : IModelClient
    {
        private static readonly Task<ModelReply> Reply = Task.FromResult(new ModelReply { Text = "{}", Usage = new() { InputUncached = 10, OutputVisible = 5 } });

        public ModelProvider Provider { get; } = new(provider);

        public Task<ModelReply> InvokeAsync(ModelRequest request, CancellationToken cancellationToken) => Reply;
    }
}
