using Microsoft.Extensions.DependencyInjection;
using Skills.Engine;
using Skills.Tests;

namespace Skills.Benchmarks.Simulation;

/// <summary>A whole engine with simulated models and a simulated clock. Calls are made one after the other.</summary>
internal sealed class World : IDisposable
{
    private readonly SkillExecutionEngine _engine;
    private readonly ServiceProvider _services;

    public World(IReadOnlyList<SimulatedModel> models, Action<SkillsEngineOptions>? configure = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton<Microsoft.Extensions.Configuration.IConfiguration>(new Microsoft.Extensions.Configuration.ConfigurationManager());
        services.AddSingleton<TimeProvider>(Time);
        var builder = services.AddSkillsEngine(o =>
        {
            o.Catalog.Embedded = false;
            o.Routing.Explain = false;
            configure?.Invoke(o);
        });
        foreach (var model in models)
        {
            builder.AddModelClient(new Client(model, this), model.Definition);
        }

        _services = services.BuildServiceProvider();
        _engine = _services.GetRequiredService<SkillExecutionEngine>();
    }

    public VirtualTime Time { get; } = new();

    /// <summary>Gets the number of calls made so far, the running one included.</summary>
    public int Calls { get; private set; }

    public SkillResult Call(Skill skill, string text = "", SkillExecutionContext? context = null)
    {
        Calls++;
        return Time.Run(_engine.ExecuteAsync(skill, new { text }, context));
    }

    public RoutingStatus Report() => _engine.Routing.Report();

    public void Dispose() => _services.Dispose();

    private sealed class Client(SimulatedModel model, World world) : IModelClient
    {
        public ModelProvider Provider { get; } = new(model.Definition.Provider);

        public async Task<ModelReply> InvokeAsync(ModelRequest request, CancellationToken cancellationToken)
        {
            var behavior = model.Behave(new(world.Calls, request.Messages[^1].Text, world.Time.GetUtcNow()));
            await Task.Delay(TimeSpan.FromMilliseconds(behavior.LatencyMs), world.Time, cancellationToken).ConfigureAwait(false);
            return behavior.Error is { } error
                ? throw new ModelException(error, $"The simulated model failed: {error}.")
                : new() { Text = behavior.IsRight ? """{"ok":true}""" : """{"ok":false}""", Usage = new() { InputUncached = 1000, OutputVisible = behavior.OutputTokens } };
        }
    }
}

/// <summary>A model and what it does.</summary>
internal sealed record SimulatedModel(ModelDefinition Definition, Func<SimulatedCall, Behavior> Behave)
{
    public static SimulatedModel Of(string id, decimal price, double quality, Func<SimulatedCall, Behavior> behave) => new(
        new() { Id = id, Provider = "p-" + id, Quality = quality, ContextWindow = 128_000, MaxOutputTokens = 4096, Prices = [new() { Input = price, Output = 4 * price }] },
        behave);
}

/// <summary>A call as a simulated model sees it.</summary>
internal readonly record struct SimulatedCall(int Number, string Prompt, DateTimeOffset At);

/// <summary>What a simulated model does with one call.</summary>
internal readonly record struct Behavior(double LatencyMs, bool IsRight = true, int OutputTokens = 250, ModelErrorKind? Error = null);
