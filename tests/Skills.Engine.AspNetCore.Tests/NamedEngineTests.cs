using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Skills.Engine.Testing;

namespace Skills.Engine.AspNetCore.Tests;

/// <summary>Two engines in one container share nothing by accident.</summary>
public class NamedEngineTests
{
    private static readonly Skill Greeting = new()
    {
        Id = "greeting",
        Name = "Greeting",
        PromptTemplate = "Greet.",
        OutputSchema = JsonElement.Parse("""{"type":"object","properties":{"greeting":{"type":"string"}},"required":["greeting"]}"""),
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EachHasItsOwnModelsSkillsAndCache()
    {
        var (billing, support) = (Model("billing"), Model("support"));
        using var host = Host("{}", services =>
        {
            services.AddSkillsEngine("billing").AddModelClient(billing, billing.Model()).AddSkill(Greeting);
            services.AddSkillsEngine("support").AddModelClient(support, support.Model()).AddSkill(Greeting with { Id = "other", Name = "Other" });
            services.AddSingleton<Desk>();
        });
        await host.StartAsync(Token);
        var desk = host.Services.GetRequiredService<Desk>();

        var first = (await desk.Billing.ExecuteAsync(Greeting, cancellationToken: Token)).EnsureSuccess();
        var second = (await desk.Support.ExecuteAsync(Greeting, cancellationToken: Token)).EnsureSuccess();
        var again = (await desk.Billing.ExecuteAsync(Greeting, cancellationToken: Token)).EnsureSuccess();

        Assert.Equal(("billing", "support"), (first.ModelProvider, second.ModelProvider));
        Assert.False(second.CacheHit, "The cache of one engine answered for the other.");
        Assert.True(again.CacheHit);
        Assert.Null(desk.Billing.Catalog.Find("other"));
        Assert.NotNull(desk.Support.Catalog.Find("other"));
        Assert.Null(host.Services.GetService<ISkillExecutionEngine>());
    }

    [Fact]
    public async Task ASharedStoreHoldsTheirEntriesUnderKeysOfTheirOwn()
    {
        var store = new SharedStore();
        var (billing, support) = (Model("fake"), Model("fake"));
        using var host = Host("{}", services =>
        {
            services.AddSingleton<ISkillCacheStore>(store);
            services.AddSkillsEngine("billing", static o => o.Cache.MemoryBytes = 0).AddModelClient(billing, billing.Model()).AddFromHost<ISkillCacheStore>();
            services.AddSkillsEngine("support", static o => o.Cache.MemoryBytes = 0).AddModelClient(support, support.Model()).AddFromHost<ISkillCacheStore>();
            services.AddSingleton<Desk>();
        });
        await host.StartAsync(Token);
        var desk = host.Services.GetRequiredService<Desk>();

        await desk.Billing.ExecuteAsync(Greeting, cancellationToken: Token);
        await Eventually.HoldsAsync(() => Task.FromResult(store.Keys.Any(static k => k.StartsWith("sk-billing", StringComparison.Ordinal))), "Nothing was stored under the prefix of the engine.");
        var other = await desk.Support.ExecuteAsync(Greeting, cancellationToken: Token);

        Assert.False(other.CacheHit);
        Assert.Equal(1, support.Calls);
    }

    [Fact]
    public async Task BudgetsAndOptionsAreTheirOwn()
    {
        var (billing, support) = (Model("billing"), Model("support"));
        const string json = """
            { "SkillsEngine": { "Engines": {
                "billing": { "DefaultAttempts": 1, "CacheEnabled": false, "Routing": { "Budgets": { "Limits": [ { "Scope": "All", "Period": "Day", "LimitUsd": 0 } ] } } },
                "support": { "DefaultAttempts": 3 } } } }
            """;
        using var host = Host(json, services =>
        {
            services.AddSkillsEngine("billing").AddModelClient(billing, billing.Model() with { Prices = [new() { Input = 1, Output = 1 }] });
            services.AddSkillsEngine("support").AddModelClient(support, support.Model() with { Prices = [new() { Input = 1, Output = 1 }] });
            services.AddSingleton<Desk>();
        });
        await host.StartAsync(Token);
        var desk = host.Services.GetRequiredService<Desk>();

        var refused = await desk.Billing.ExecuteAsync(Greeting, cancellationToken: Token);
        var allowed = await desk.Support.ExecuteAsync(Greeting, cancellationToken: Token);

        Assert.Equal("budget.exceeded", refused.Errors[0].Code);
        Assert.True(allowed.IsSuccess, allowed.ErrorMessage);
    }

    [Fact]
    public async Task TheDefaultEngineIsAnotherOne()
    {
        var (named, plain) = (Model("named"), Model("plain"));
        using var host = Host("""{ "SkillsEngine": { "Engines": { "billing": { "DefaultAttempts": 1 } } } }""", services =>
        {
            services.AddSkillsEngine().AddModelClient(plain, plain.Model());
            services.AddSkillsEngine("billing").AddModelClient(named, named.Model());
        });
        await host.StartAsync(Token);

        var result = await host.Services.GetRequiredService<ISkillExecutionEngine>().ExecuteAsync(Greeting, cancellationToken: Token);

        Assert.Equal("plain", result.ModelProvider);
        Assert.Equal(0, named.Calls);
    }

    [Theory]
    [InlineData("""{ "billing": { "DefaultTimout": "00:00:30" } }""", "SkillsEngine:Engines:billing", "Did you mean 'DefaultTimeout'?")]
    [InlineData("""{ "billing": { "DefaultAttempts": 0 } }""", "SkillsEngine:Engines:billing:DefaultAttempts is 0", "from 1 to 10")]
    [InlineData("""{ "biling": { "DefaultAttempts": 1 } }""", "'biling' in 'SkillsEngine:Engines'", "Did you mean 'billing'?")]
    public async Task AMistakeInTheSectionOfAnEngineStopsTheHost(string engines, params string[] says)
    {
        var model = Model("fake");
        using var host = Host($$"""{ "SkillsEngine": { "Engines": {{engines}} } }""", services => services.AddSkillsEngine("billing").AddModelClient(model, model.Model()));

        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Token));

        Assert.All(says, part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("with blank")]
    [InlineData("a:b")]
    [InlineData("longer-than-twenty-four-letters")]
    public void ABadNameIsRefused(string name) => Assert.Throws<ArgumentException>(() => new ServiceCollection().AddSkillsEngine(name));

    [Fact]
    public void NamesThatDifferOnlyInCaseAreRefused()
    {
        var services = new ServiceCollection();
        services.AddSkillsEngine("billing");

        Assert.Throws<ArgumentException>(() => services.AddSkillsEngine("Billing"));
    }

    private static FakeModelClient Model(string provider) => new FakeModelClient(provider).Reply("""{"greeting":"Hello"}""");

    private static IHost Host(string json, Action<IServiceCollection> add)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new());
        builder.Configuration.AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(json)));
        builder.Logging.ClearProviders();
        add(builder.Services);
        return builder.Build();
    }

    private sealed class Desk([FromKeyedServices("billing")] ISkillExecutionEngine billing, [FromKeyedServices("support")] ISkillExecutionEngine support)
    {
        public ISkillExecutionEngine Billing => billing;

        public ISkillExecutionEngine Support => support;
    }

    private sealed class SharedStore : ISkillCacheStore
    {
        private readonly System.Collections.Concurrent.ConcurrentDictionary<string, byte[]> _entries = new();

        public IEnumerable<string> Keys => _entries.Keys;

        public ValueTask<byte[]?> GetAsync(string key, CancellationToken cancellationToken) => new(_entries.GetValueOrDefault(key));

        public ValueTask SetAsync(string key, ReadOnlyMemory<byte> value, TimeSpan ttl, CancellationToken cancellationToken)
        {
            _entries[key] = value.ToArray();
            return ValueTask.CompletedTask;
        }

        public ValueTask<long> IncrementAsync(string counter, long by, CancellationToken cancellationToken) => new(by);
    }
}
