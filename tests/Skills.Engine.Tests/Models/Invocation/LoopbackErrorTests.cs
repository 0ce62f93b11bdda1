using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Skills.Engine.Testing;

namespace Skills.Engine.Tests.Models.Invocation;

/// <summary>Every class of error over real HTTP: how often each provider is asked, how long is waited, who answers, and the last word.</summary>
public sealed class LoopbackErrorTests : IAsyncLifetime
{
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(300);
    private LoopbackProviderServer _first = null!;
    private LoopbackProviderServer _second = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _first = await LoopbackProviderServer.StartAsync(cancellationToken: Cancel);
        _second = await LoopbackProviderServer.StartAsync(cancellationToken: Cancel);
        _second.Reply("from the second");
    }

    public async ValueTask DisposeAsync()
    {
        await _first.DisposeAsync();
        await _second.DisposeAsync();
    }

    // Class, tries when alone, tries when another could answer, whether the other is asked.
    public static TheoryData<ModelErrorKind, int, int, bool> Table { get; } = new()
    {
        { ModelErrorKind.RateLimit, 3, 1, true },
        { ModelErrorKind.Quota, 1, 1, true },
        { ModelErrorKind.Overloaded, 3, 1, true },
        { ModelErrorKind.ServerError, 3, 3, true },
        { ModelErrorKind.Auth, 1, 1, true },
        { ModelErrorKind.Permission, 1, 1, true },
        { ModelErrorKind.NotFound, 1, 1, true },
        { ModelErrorKind.ContextWindow, 1, 1, false },
        { ModelErrorKind.ContentPolicy, 1, 1, false },
        { ModelErrorKind.InvalidRequest, 1, 1, false },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public async Task EachClassIsTriedAsOftenAsTheTableSaysAndGoesOnWhereItMay(ModelErrorKind kind, int alone, int withAnother, bool fallsBack)
    {
        _first.Respond(_ => new() { Error = kind });

        var only = await RunAsync(with: 1);
        Assert.Equal((ExecutionStatus.Failed, alone), (only.Status, _first.Requests.Count));
        Assert.All(only.Attempts, a => Assert.Equal(kind, a.Error));
        Assert.Contains("first", only.ErrorMessage, StringComparison.Ordinal);

        _first.Forget();
        var both = await RunAsync(with: 2);
        Assert.Equal((withAnother, fallsBack ? 1 : 0), (_first.Requests.Count, _second.Requests.Count));
        Assert.Equal(fallsBack, both.IsSuccess);
        Assert.Equal(fallsBack ? "second" : "first", both.ModelId);
        Assert.Equal(both.Attempts.Sum(static a => a.Cost.Usd ?? 0), both.CostUsd);
    }

    [Fact]
    public async Task AStatedWaitIsHonoured()
    {
        _first.Enqueue(new LoopbackReply { Error = ModelErrorKind.RateLimit, RetryAfter = Wait, RetryAfterForm = RetryAfterForm.Milliseconds }, LoopbackReply.Of("at last"));

        var result = await RunAsync(with: 1);

        Assert.True(result.IsSuccess, result.ErrorMessage);
        Assert.True(result.Attempts[1].StartedAt - result.Attempts[0].StartedAt >= Wait);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ABrokenAnswerIsTriedOnceMoreAndThenElsewhere(bool malformed)
    {
        _first.Respond(_ => malformed ? new() { Body = "<html>"u8.ToArray() } : new() { ResetAfterBytes = 20 });

        var result = await RunAsync(with: 2);

        Assert.Equal("second", result.ModelId);
        Assert.InRange(_first.Requests.Count, 2, 3);
    }

    [Fact]
    public async Task AProviderThatIsNotThereIsLeftForTheNext()
    {
        await _first.DisposeAsync();

        var result = await RunAsync(with: 2);

        Assert.Equal("second", result.ModelId);
        Assert.Equal([ModelErrorKind.Network, ModelErrorKind.Network, ModelErrorKind.Network, null], result.Attempts.Select(static a => a.Error));
    }

    [Fact]
    public async Task TheLedgerEqualsWhatTheProvidersBilled()
    {
        _first.Enqueue(new LoopbackReply { Error = ModelErrorKind.ServerError }, LoopbackReply.Of("one"), LoopbackReply.Of("two"));
        await using var services = Services(with: 1);
        var engine = services.GetRequiredService<SkillExecutionEngine>();

        await engine.ExecuteAsync(Skill(1), null, new() { CacheMode = CacheMode.Bypass, TenantId = "t" }, Cancel);
        await engine.ExecuteAsync(Skill(1), null, new() { CacheMode = CacheMode.Bypass, TenantId = "t" }, Cancel);

        var line = Assert.Single(await services.GetRequiredService<ICostLedger>().ReadAsync(new() { From = DateOnly.MinValue, To = DateOnly.MaxValue }, Cancel));
        Assert.Equal((3, 24, 14, 2 * ((12 * 1m) + (7 * 2m)) / 1_000_000m), (line.Tries, line.InputTokens, line.OutputTokens, line.Usd));
    }

    private async Task<SkillResult> RunAsync(int with)
    {
        await using var services = Services(with);
        return await services.GetRequiredService<SkillExecutionEngine>().ExecuteAsync(Skill(with), null, new() { CacheMode = CacheMode.Bypass }, Cancel);
    }

    private static Skill Skill(int with) => new()
    {
        Id = "s",
        Name = "S",
        PromptTemplate = "hello",
        ModelPreferences = new() { PreferredModels = with == 1 ? ["first"] : ["first", "second"] },
    };

    private ServiceProvider Services(int with)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationManager());
        services.AddLogging();
        var builder = services.AddSkillsEngine(o =>
        {
            o.Catalog.Embedded = false;
            o.Routing.Retry.BaseDelay = TimeSpan.FromMilliseconds(20);
            o.Routing.Breaker.OverloadCooldown = TimeSpan.FromMilliseconds(20);
            o.Routing.Breaker.RateLimitCooldown = TimeSpan.FromMilliseconds(20);
            o.Models.Add(Model("first", "openai"));
            if (with == 2)
            {
                o.Models.Add(Model("second", "anthropic"));
            }
        });
        builder.AddOpenAI(o => (o.ApiKey, o.BaseUrl) = ("key", _first.OpenAIUrl));
        builder.AddAnthropic(o => (o.ApiKey, o.BaseUrl) = ("key", _second.AnthropicUrl));
        return services.BuildServiceProvider();
    }

    private static ModelDefinition Model(string id, string provider) => new()
    {
        Id = id,
        Provider = provider,
        ContextWindow = 100_000,
        MaxOutputTokens = 4096,
        Prices = [new() { Input = 1, Output = 2 }],
    };
}
