using System.Text.Json;
using Skills.Engine.Testing;

namespace Skills.Engine.Providers.Tests;

/// <summary>An engine with tools, at one vendor's form of the loopback server.</summary>
internal sealed class ToolHost : IAsyncDisposable
{
    private static readonly JsonElement Amount = Some.Json("""{"type":"object","properties":{"amount":{"type":"integer"}},"required":["amount"]}""");

    private readonly ProviderCase _provider;
    private readonly SkillExecutionEngine _engine;
    private readonly TaskCompletionSource _met = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _endlessStarted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _endlessEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _running;

    private ToolHost(ProviderCase provider, LoopbackProviderServer server, Action<SkillsEngineBuilder>? more)
    {
        (_provider, Server) = (provider, server);
        _engine = SkillsEngine.Create(b =>
        {
            provider.Add(b, server);
            b.AddModels(Some.Model(provider.Model, provider.Provider) with { Prices = [new() { Input = 1, Output = 2 }], ContextWindow = 200_000, MaxOutputTokens = 8_000 });
            b.AddTool(Order(this)).AddTool(Weather(this)).AddTool(Endless(this));
            more?.Invoke(b);
        });
    }

    public static SkillTool Refund { get; } = new("refund", "Refunds an amount.", Amount, static (call, _) => new(Some.Json($"\"refunded {call.Arguments.GetProperty("amount")}\""))) { RequiresApproval = true };

    public LoopbackProviderServer Server { get; }

    public SkillExecutionEngine Engine => _engine;

    /// <summary>The tenant on whose behalf skills run.</summary>
    public string? Tenant { get; init; }

    /// <summary>How many calls must be under way before the first one ends.</summary>
    public int CallsToMeet { get; init; } = 1;

    public Task EndlessStarted => _endlessStarted.Task;

    public Task EndlessEnded => _endlessEnded.Task;

    /// <summary>Requests to the model, without those for tokens.</summary>
    public IReadOnlyList<RecordedRequest> ModelRequests => [.. Server.Requests.Where(static r => r.Api is not (LoopbackApi.IbmIam or LoopbackApi.GoogleToken or LoopbackApi.GoogleMetadata))];

    public static async Task<ToolHost> StartAsync(string name, CancellationToken cancellationToken, Action<SkillsEngineBuilder>? more = null, int callsToMeet = 1, string? tenant = null) =>
        new(ProviderCase.Of(name), await LoopbackProviderServer.StartAsync(cancellationToken: cancellationToken), more) { CallsToMeet = callsToMeet, Tenant = tenant };

    public async Task<(SkillResult Result, IReadOnlyList<SkillEvent> Events)> RunAsync(Skill skill, bool stream, CancellationToken cancellationToken)
    {
        var context = new SkillExecutionContext { Model = $"{_provider.Provider}/{_provider.Model}", TenantId = Tenant };
        if (!stream)
        {
            return (await _engine.ExecuteAsync(skill, new { order = "A-17" }, context, cancellationToken), []);
        }

        var events = new List<SkillEvent>();
        await foreach (var happened in _engine.StreamAsync(skill, new { order = "A-17" }, context, cancellationToken))
        {
            events.Add(happened);
        }

        return (((SkillResultEvent)events[^1]).Result, events);
    }

    public async ValueTask DisposeAsync()
    {
        await _engine.DisposeAsync();
        await Server.DisposeAsync();
    }

    private static SkillTool Order(ToolHost host) => new(
        "look_up_order",
        "Looks up an order.",
        Some.Json("""{"type":"object","properties":{"order":{"type":"string"}},"required":["order"],"additionalProperties":false}"""),
        async (call, token) =>
        {
            await host.MeetAsync(token);
            var order = call.Arguments.GetProperty("order").GetString();
            return order == "lost" ? throw new SkillToolException("There is no order 'lost'.") : Some.Json($$"""{"state":"shipped {{order}}"}""");
        });

    private static SkillTool Weather(ToolHost host) => SkillTool.From<City, string>("look_up_weather", "Tells the weather.", async (city, token) =>
    {
        await host.MeetAsync(token);
        return $"rain in {city.Name}";
    });

    private static SkillTool Endless(ToolHost host) => new("wait_for_ever", "Waits.", Some.Json("""{"type":"object"}"""), async (_, token) =>
    {
        host._endlessStarted.SetResult();
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, token);
        }
        finally
        {
            host._endlessEnded.SetResult();
        }

        return default;
    });

    private async Task MeetAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _running) >= CallsToMeet)
        {
            _met.TrySetResult();
        }

        await _met.Task.WaitAsync(TimeSpan.FromSeconds(20), cancellationToken);
    }

    private sealed record City([property: System.Text.Json.Serialization.JsonPropertyName("city")] string Name);
}
