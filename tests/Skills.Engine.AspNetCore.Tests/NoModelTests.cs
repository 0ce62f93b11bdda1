using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Time.Testing;
using Skills.Engine.Testing;

namespace Skills.Engine.AspNetCore.Tests;

/// <summary>What a host says while no model can run: a missing key, a refused key, no provider.</summary>
public class NoModelTests
{
    private static readonly Skill Greeting = new()
    {
        Id = "greeting",
        Name = "Greeting",
        PromptTemplate = "Greet.",
        OutputSchema = JsonElement.Parse("""{"type":"object"}"""),
        Cache = new() { Enabled = false },
    };

    private static readonly string[] Variables = ["OPENAI_API_KEY", "ANTHROPIC_API_KEY", "OPENAI_BASE_URL", "ANTHROPIC_BASE_URL"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task WithoutAKeyTheVariableAndTheSettingAreNamed()
    {
        Assert.SkipWhen(Variables.Any(static v => Environment.GetEnvironmentVariable(v) is not null), "The environment has keys of its own.");
        await using var engine = SkillsEngine.Create(static b => b.AddOpenAI());

        var result = await engine.ExecuteAsync(Greeting, cancellationToken: Token);

        Assert.Equal("model.none_available", result.Errors[0].Code);
        Assert.Contains("Set OPENAI_API_KEY, or SkillsEngine:Providers:OpenAI:ApiKey", result.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheProviderTheSkillPrefersIsNamedFirst()
    {
        Assert.SkipWhen(Variables.Any(static v => Environment.GetEnvironmentVariable(v) is not null), "The environment has keys of its own.");
        await using var engine = SkillsEngine.Create(static b => b.AddOpenAI().AddAnthropic());

        var result = await engine.ExecuteAsync(Greeting with { ModelPreferences = new() { PreferredModels = ["gpt-4.1-mini"] } }, cancellationToken: Token);
        var other = await engine.ExecuteAsync(Greeting with { ModelPreferences = new() { PreferredModels = ["claude-haiku-4-5"] } }, cancellationToken: Token);

        Assert.True(result.ErrorMessage!.IndexOf("OPENAI_API_KEY", StringComparison.Ordinal) < result.ErrorMessage.IndexOf("ANTHROPIC_API_KEY", StringComparison.Ordinal), result.ErrorMessage);
        Assert.True(other.ErrorMessage!.IndexOf("ANTHROPIC_API_KEY", StringComparison.Ordinal) < other.ErrorMessage.IndexOf("OPENAI_API_KEY", StringComparison.Ordinal), other.ErrorMessage);
    }

    [Fact]
    public async Task WithoutAProviderTheCallsThatAddOneAreNamed()
    {
        await using var engine = SkillsEngine.Create(static _ => { });

        var result = await engine.ExecuteAsync(Greeting, cancellationToken: Token);

        Assert.Contains("no provider is registered", result.ErrorMessage, StringComparison.Ordinal);
        Assert.Contains("AddOpenAI()", result.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ARegisteredModelIsNearerThanABetterOneOfAProviderThatIsNot()
    {
        await using var engine = SkillsEngine.Create(static b => b.AddOpenAI(o => o.ApiKey = "k"));

        var result = await engine.ExecuteAsync(
            Greeting with { ModelPreferences = new() { PreferredModels = ["gpt-4.1-mini"], Regions = ["mars"] } }, cancellationToken: Token);

        Assert.StartsWith("No model fits. Nearest is gpt-4.1-mini (openai)", result.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ARefusedKeyCoolsTheWholeProviderDownAndIsReportedOnce()
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.AcceptedKey = "right";
        var time = new FakeTimeProvider();
        await using var engine = SkillsEngine.Create(b =>
        {
            b.AddOpenAI(o => (o.ApiKey, o.BaseUrl) = ("wrong", server.OpenAIUrl));
            b.Services.AddSingleton<TimeProvider>(time);
        });

        var first = await engine.ExecuteAsync(Greeting, cancellationToken: Token);
        var second = await engine.ExecuteAsync(Greeting with { ModelPreferences = new() { PreferredModels = ["gpt-4.1-nano"] } }, cancellationToken: Token);

        Assert.Single(server.Requests);
        Assert.Single(first.Attempts);
        Assert.Equal("model.auth", Assert.Single(first.Errors).Code);
        Assert.Equal(1, CountOf("SkillsEngine:Providers:OpenAI:ApiKey", first.ErrorMessage!));
        Assert.Equal("model.auth", Assert.Single(second.Errors).Code);
        Assert.Contains("SkillsEngine:Providers:OpenAI:ApiKey", second.ErrorMessage, StringComparison.Ordinal);

        server.AcceptedKey = null;
        time.Advance(TimeSpan.FromMinutes(6));
        Assert.True((await engine.ExecuteAsync(Greeting, cancellationToken: Token)).IsSuccess);
    }

    [Fact]
    public async Task AnotherProviderAnswersAfterARefusedKey()
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.AcceptedKey = "right";
        await using var engine = SkillsEngine.Create(b => b
            .AddOpenAI(o => (o.ApiKey, o.BaseUrl) = ("wrong", server.OpenAIUrl))
            .AddAnthropic(o => (o.ApiKey, o.BaseUrl) = ("right", server.AnthropicUrl)));

        var result = await engine.ExecuteAsync(Greeting with { ModelPreferences = new() { PreferredModels = ["gpt-4.1-mini", "gpt-4.1-nano"] } }, cancellationToken: Token);

        Assert.Equal("anthropic", result.EnsureSuccess().ModelProvider);
        Assert.Equal(2, result.Attempts.Count);
    }

    [Fact]
    public async Task OneRefusedDeploymentIsNotAskedForOtherModels()
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.AcceptedKey = "right";
        await using var engine = SkillsEngine.Create(b => b.AddOpenAI(o =>
        {
            o.BaseUrl = server.OpenAIUrl;
            o.Deployments.Add(new() { ApiKey = "wrong" });
            o.Deployments.Add(new() { ApiKey = "right" });
        }));

        foreach (var model in new[] { "gpt-4.1-mini", "gpt-4.1-nano", "gpt-4.1" })
        {
            Assert.True((await engine.ExecuteAsync(Greeting, context: new() { Model = model }, cancellationToken: Token)).IsSuccess);
        }

        Assert.Equal(4, server.Requests.Count);
    }

    [Fact]
    public async Task HealthIsUnhealthyWhileNoModelCanRun()
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.AcceptedKey = "right";
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddSkillsEngine().AddOpenAI(o => (o.ApiKey, o.BaseUrl) = ("wrong", server.OpenAIUrl)).AddSkill(Greeting);
        builder.Services.AddSkillsHealthChecks();
        await using var app = builder.Build();
        var health = app.Services.GetRequiredService<HealthCheckService>();
        var before = (await health.CheckHealthAsync(Token)).Entries["skills-providers"];

        await app.Services.GetRequiredService<ISkillExecutionEngine>().ExecuteAsync("greeting", cancellationToken: Token);
        var after = (await health.CheckHealthAsync(Token)).Entries["skills-providers"];

        Assert.Equal(HealthStatus.Healthy, before.Status);
        Assert.Equal(HealthStatus.Unhealthy, after.Status);
        Assert.Equal("No model can run. openai: the provider refused the key.", after.Description);
    }

    [Fact]
    public async Task HealthIsUnhealthyWithoutAKey()
    {
        Assert.SkipWhen(Variables.Any(static v => Environment.GetEnvironmentVariable(v) is not null), "The environment has keys of its own.");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddSkillsEngine().AddOpenAI().AddAnthropic();
        builder.Services.AddSkillsHealthChecks();
        await using var app = builder.Build();

        var entry = (await app.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Token)).Entries["skills-providers"];

        Assert.Equal(HealthStatus.Unhealthy, entry.Status);
        Assert.Contains("OPENAI_API_KEY", entry.Description, StringComparison.Ordinal);
        Assert.Contains("ANTHROPIC_API_KEY", entry.Description, StringComparison.Ordinal);
    }

    private static int CountOf(string part, string text) => text.Split(part).Length - 1;
}
