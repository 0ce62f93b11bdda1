using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Skills.Engine.AspNetCore.Idempotency;
using Skills.Engine.AspNetCore.Responses;

namespace Skills.Engine.AspNetCore.Tests;

/// <summary>The same user in two tenants, over every route that keeps something: neither sees, replays, ends or displaces what is the other's.</summary>
public sealed class TwoTenantsTests
{
    private const string Ada = """{"name":"Ada"}""";

    [Fact]
    public async Task AnIdempotencyKeyIsTheTenantsOwn()
    {
        await using var host = await StartAsync();
        host.Model.Enqueue("""{"greeting":"for a"}""").Enqueue("""{"greeting":"for b"}""");

        var a = await host.PostAsync("/skills/greeter", Ada, As("a", ("Idempotency-Key", "k")));
        var b = await host.PostAsync("/skills/greeter", Ada, As("b", ("Idempotency-Key", "k")));
        var again = await host.PostAsync("/skills/greeter", Ada, As("b", ("Idempotency-Key", "k")));
        var other = await host.PostAsync("/skills/greeter", """{"name":"Bo"}""", As("c", ("Idempotency-Key", "k")));

        Assert.Equal(("for a", null), (Greeting(a), a["Idempotency-Replayed"]));
        Assert.Equal(("for b", null), (Greeting(b), b["Idempotency-Replayed"]));
        Assert.Equal(("for b", "true"), (Greeting(again), again["Idempotency-Replayed"]));
        Assert.Equal(200, other.Status);
    }

    [Fact]
    public async Task ARunIsFoundListedAndCanceledByItsTenantOnly()
    {
        await using var host = await StartAsync();
        var (asked, canceled) = host.Model.EnqueueWatchedHang();
        var run = (await host.PostAsync("/skills/greeter", Ada, As("a", ("Prefer", "respond-async"))))["Location"]!;
        await asked.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        Assert.Equal((404, "run-not-found"), Of(await host.GetAsync(run, As("b"))));
        Assert.Equal((404, "run-not-found"), Of(await host.SendAsync(HttpMethod.Delete, run, null, As("b"))));
        Assert.Equal(0, (await host.GetAsync("/skills/runs", As("b"))).Json.GetProperty("runs").GetArrayLength());
        Assert.Equal(1, (await host.GetAsync("/skills/runs", As("a"))).Json.GetProperty("runs").GetArrayLength());
        Assert.False(canceled.IsCompleted);

        Assert.Equal(204, (await host.SendAsync(HttpMethod.Delete, run, null, As("a"))).Status);
        await canceled.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task FeedbackTeachesOnlyWhenItIsForAnExecutionOfItsTenant()
    {
        await using var host = await StartAsync();
        var run = (await host.PostAsync("/skills/greeter", Ada, As("a")))["Skill-Run-Id"];
        var asynchronous = await host.PostAsync("/skills/greeter", """{"name":"Bo"}""", As("a", ("Prefer", "respond-async, wait=30")));

        Assert.Equal(202, (await host.PostAsync($"/skills/runs/{run}/feedback", """{"rating":1}""", As("b"))).Status);
        Assert.Equal(204, (await host.PostAsync($"/skills/runs/{run}/feedback", """{"rating":5}""", As("a"))).Status);
        Assert.Equal(202, (await host.PostAsync($"/skills/runs/{asynchronous["Skill-Run-Id"]}/feedback", """{"rating":1}""", As("b"))).Status);
    }

    [Theory]
    [InlineData("a", "a", 204)]
    [InlineData("a", "b", 202)]
    [InlineData("a", null, 202)]
    [InlineData(null, "a", 202)]
    [InlineData(null, null, 204)]
    public async Task FeedbackIsForTenantsAsTheyAreAndForNoneAsNone(string? runs, string? rates, int status)
    {
        await using var host = await StartAsync();
        var run = (await host.PostAsync("/skills/greeter", Ada, runs is null ? [] : As(runs)))["Skill-Run-Id"];

        Assert.Equal(status, (await host.PostAsync($"/skills/runs/{run}/feedback", """{"rating":5}""", rates is null ? [] : As(rates))).Status);
    }

    [Fact]
    public async Task OneTenantsRunsLeaveRoomForTheOthers()
    {
        await using var host = await StartAsync(static o => o.MaxRuns = 20);
        var kept = await host.PostAsync("/skills/greeter", Ada, As("b", ("Prefer", "respond-async, wait=30")));
        var own = (await host.GetAsync("/skills/runs", As("b"))).Json.GetProperty("runs")[0].GetProperty("links").GetProperty("self").GetString()!;
        for (var i = 0; i < 25; i++)
        {
            host.Model.EnqueueHang();
        }

        var started = 0;
        for (var i = 0; i < 25; i++)
        {
            started += (await host.PostAsync("/skills/greeter", $$"""{"name":"{{i}}"}""", As("a", ("Prefer", "respond-async")))).Status == 202 ? 1 : 0;
        }

        Assert.Equal(200, kept.Status);
        Assert.Equal(18, started);
        Assert.Equal(200, (await host.GetAsync(own, As("b"))).Status);
        Assert.Equal(202, (await host.PostAsync("/skills/greeter", """{"name":"B"}""", As("b", ("Prefer", "respond-async")))).Status);
    }

    [Fact]
    public async Task FinishedRunsOfTheTenantWithMostGoFirst()
    {
        await using var host = await StartAsync(static o => o.MaxRuns = 10);
        await host.PostAsync("/skills/greeter", Ada, As("b", ("Prefer", "respond-async, wait=30")));
        var own = (await host.GetAsync("/skills/runs", As("b"))).Json.GetProperty("runs")[0].GetProperty("links").GetProperty("self").GetString()!;
        for (var i = 0; i < 30; i++)
        {
            Assert.Equal(200, (await host.PostAsync("/skills/greeter", $$"""{"name":"{{i}}"}""", As("a", ("Prefer", "respond-async, wait=30")))).Status);
        }

        Assert.Equal(200, (await host.GetAsync(own, As("b"))).Status);
        Assert.Equal(9, (await host.GetAsync("/skills/runs", As("a"))).Json.GetProperty("runs").GetArrayLength());
    }

    [Theory]
    [InlineData(100, long.MaxValue)]
    [InlineData(int.MaxValue, 200)]
    public void AnswersOfTheLargestHolderGoFirst(int capacity, long bytes)
    {
        var keys = new IdempotencyKeys(TimeSpan.FromHours(24), capacity, bytes, TimeProvider.System);
        var answer = new Reply(200, Reply.Json, Encoding.UTF8.GetBytes("{}"));
        Keep("b", 0);
        for (var i = 0; i < 10_050; i++)
        {
            Keep("a", i);
        }

        Assert.Equal(IdempotencyKeys.Claim.Replay, keys.Ask("b0", "b", "f", out _));
        Assert.Equal(IdempotencyKeys.Claim.Replay, keys.Ask("a10049", "a", "f", out _));
        Assert.Equal(IdempotencyKeys.Claim.Granted, keys.Ask("a0", "a", "f", out _));

        void Keep(string holder, int i)
        {
            Assert.Equal(IdempotencyKeys.Claim.Granted, keys.Ask($"{holder}{i}", holder, "f", out _));
            keys.Keep($"{holder}{i}", answer);
        }
    }

    private static (string, string)[] As(string tenant, params (string, string)[] headers) => [("X-Tenant", tenant), .. headers];

    private static (int, string?) Of(Answer answer) => (answer.Status, answer.Problem);

    private static string? Greeting(Answer answer) => answer.Json.GetProperty("greeting").GetString();

    private static Task<TestHost> StartAsync(Action<SkillsEndpointOptions>? configure = null) => TestHost.StartAsync(
        o =>
        {
            o.Context = static http => new() { UserId = "ada", TenantId = http.Request.Headers.TryGetValue("X-Tenant", out var tenant) ? tenant.ToString() : null };
            configure?.Invoke(o);
        },
        static (_, engine) => engine.Services.Configure<SkillsEngineOptions>(static o => o.CacheEnabled = false));
}
