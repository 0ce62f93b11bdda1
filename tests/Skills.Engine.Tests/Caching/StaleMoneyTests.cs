using Microsoft.Extensions.DependencyInjection;
using Skills.Engine.Testing;

namespace Skills.Engine.Caching;

/// <summary>A stale result is free, but the failed tries before it are not.</summary>
public sealed class StaleMoneyTests
{
    [Fact]
    public async Task AStaleResultServedAfterAPaidFailureCostsWhatTheFailureCost()
    {
        var clock = new TestClock();
        var model = new FakeModelClient();
        await using var engine = SkillsEngine.Create(b =>
        {
            b.Services.AddSingleton<TimeProvider>(clock);
            b.AddModelClient(model, model.Model() with { Prices = [new() { Input = 1, Output = 2 }] });
        });
        var skill = new Skill { Id = "s", Name = "S", PromptTemplate = "x", Cache = new() { Ttl = TimeSpan.FromMinutes(1), StaleIfError = TimeSpan.FromDays(1), StaleWhileRevalidate = TimeSpan.Zero } };
        await engine.ExecuteAsync(skill, cancellationToken: TestContext.Current.CancellationToken);
        clock.Advance(TimeSpan.FromMinutes(2));
        model.Respond(static (_, _) => Task.FromException<ModelReply>(new ModelException(ModelErrorKind.ContentPolicy, "Cut.") { Usage = new() { InputUncached = 1_000_000, OutputVisible = 0 } }));

        var stale = await engine.ExecuteAsync(skill, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal((true, true), (stale.CacheHit, stale.IsStale));
        Assert.Equal(CostKind.AtLeast, stale.Cost.Kind);
        Assert.Equal(stale.Attempts.Count * 1m, stale.CostUsd);
    }
}
