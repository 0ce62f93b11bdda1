using System.Text.Json;
using Skills.Engine.Testing;

namespace Skills.Engine.Providers.Tests;

/// <summary>Marks and names for the providers' prompt caches, and what these save.</summary>
public sealed class PromptCacheTests
{
    private static readonly ModelTool[] Tools =
    [
        new("one", "First.", Some.Json("""{"type":"object"}""")),
        new("two", "Second.", Some.Json("""{"type":"object"}""")),
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AnthropicMarksTheLastToolTheTextAndTheMedia()
    {
        var sent = await SentAsync("anthropic", new() { Tools = true, Ttl = PromptCacheTtl.OneHour });

        const string Mark = """{"type":"ephemeral","ttl":"1h"}""";
        Same(Mark, sent.GetProperty("tools")[1].GetProperty("cache_control"));
        Assert.False(sent.GetProperty("tools")[0].TryGetProperty("cache_control", out _));
        Same(Mark, sent.GetProperty("system")[0].GetProperty("cache_control"));
        Same(Mark, sent.GetProperty("messages")[0].GetProperty("content")[0].GetProperty("cache_control"));
        Assert.False(sent.GetProperty("messages")[0].GetProperty("content")[1].TryGetProperty("cache_control", out _));
    }

    [Theory]
    [InlineData(PromptCacheTtl.Default, true, """{"type":"ephemeral","ttl":"1h"}""")]
    [InlineData(PromptCacheTtl.FiveMinutes, true, """{"type":"ephemeral"}""")]
    [InlineData(PromptCacheTtl.Default, false, """{"type":"ephemeral"}""")]
    public async Task TheSkillsTimeComesBeforeTheHosts(PromptCacheTtl ttl, bool longByHost, string mark)
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        var client = Some.Client(b => b.AddAnthropic(o => (o.ApiKey, o.BaseUrl, o.LongPromptCache) = (Some.Key, server.AnthropicUrl, longByHost)));
        var request = ProviderCase.Of("anthropic").Request() with { Messages = [new(MessageRole.User, "Hello") { CacheBreakpoint = true }], Options = new() { PromptCache = new() { Ttl = ttl } } };

        await client.InvokeAsync(request, Token);

        Same(mark, server.Requests[0].Json.GetProperty("messages")[0].GetProperty("content")[0].GetProperty("cache_control"));
    }

    [Fact]
    public async Task OfMoreThanFourMarksTheLastFourAreSent()
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        var provider = ProviderCase.Of("anthropic");
        var request = provider.Request() with
        {
            Messages =
            [
                new(MessageRole.System, "a") { CacheBreakpoint = true },
                new(MessageRole.User, "b") { CacheBreakpoint = true, Media = [new("data:image/png;base64,AAAA", "image/png") { CacheBreakpoint = true }] },
                new(MessageRole.Assistant, "c") { CacheBreakpoint = true },
                new(MessageRole.User, "d") { CacheBreakpoint = true },
            ],
            OfferedTools = Tools,
            Options = new() { PromptCache = new() { Tools = true } },
        };

        await provider.Client(server).InvokeAsync(request, Token);

        var body = server.Requests[0].Json.GetRawText();
        Assert.Equal(4, body.Split("cache_control").Length - 1);
        Assert.DoesNotContain("cache_control", server.Requests[0].Json.GetProperty("tools").GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("cache_control", server.Requests[0].Json.GetProperty("system").GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task BedrockHasPointsAfterToolsTextAndMedia()
    {
        var sent = await SentAsync("bedrock", new() { Tools = true, Ttl = PromptCacheTtl.OneHour });

        const string Point = """{"cachePoint":{"type":"default","ttl":"1h"}}""";
        Same(Point, sent.GetProperty("toolConfig").GetProperty("tools")[2]);
        Same(Point, sent.GetProperty("system")[1]);
        Same(Point, sent.GetProperty("messages")[0].GetProperty("content")[1]);
    }

    [Theory]
    [InlineData("openai")]
    [InlineData("responses")]
    [InlineData("azure")]
    public async Task OpenAIGetsTheKey(string name) =>
        Assert.Equal("support", (await SentAsync(name, new() { Key = "support" })).GetProperty("prompt_cache_key").GetString());

    [Fact]
    public async Task ServicesThatDoNotKnowTheKeyDoNotGetIt() =>
        Assert.False((await SentAsync("groq", new() { Key = "support" })).TryGetProperty("prompt_cache_key", out _));

    [Theory]
    [InlineData("google")]
    [InlineData("vertex")]
    public async Task GoogleGetsTheCachedContentInPlaceOfTheSystemMessage(string name)
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        var provider = ProviderCase.Of(name);
        var request = provider.Request() with
        {
            Messages = [new(MessageRole.System, "Be kind."), new(MessageRole.User, "Hello")],
            Options = new() { PromptCache = new() { Content = "cachedContents/abc" } },
        };

        var plain = await provider.Client(server).InvokeAsync(request, Token);
        var withTools = await provider.Client(server).InvokeAsync(request with { OfferedTools = Tools }, Token);

        var sent = server.Requests.Where(static r => r.Api is not LoopbackApi.GoogleToken).Select(static r => r.Json).ToList();
        Assert.Equal("cachedContents/abc", sent[0].GetProperty("cachedContent").GetString());
        Assert.False(sent[0].TryGetProperty("systemInstruction", out _));
        Assert.Contains(plain.Warnings, static w => w.Contains("system messages were not sent", StringComparison.Ordinal));
        Assert.False(sent[1].TryGetProperty("cachedContent", out _));
        Assert.True(sent[1].TryGetProperty("systemInstruction", out _));
        Assert.Contains(withTools.Warnings, static w => w.Contains("cached content", StringComparison.Ordinal));
    }

    [Fact]
    public async Task TheResultSaysWhatTheCacheSaved()
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.Enqueue(
            LoopbackReply.Of("one") with { Usage = new() { InputUncached = 100, CacheWrite5m = 1_000_000, OutputVisible = 5 } },
            LoopbackReply.Of("two") with { Usage = new() { InputUncached = 100, CacheRead = 1_000_000, OutputVisible = 5 } });
        await using var engine = SkillsEngine.Create(b =>
        {
            ProviderCase.Of("anthropic").Add(b, server);
            b.AddModels(Some.Model("claude-haiku-4-5", "anthropic") with { ContextWindow = 2_000_000, Prices = [new() { Input = 1, Output = 2, CacheRead = 0.1m, CacheWrite5m = 1.25m, CacheWrite1h = 2 }] });
        });
        var skill = new Skill { Id = "s", Name = "S", Messages = [new() { Content = "Long.", CacheBreakpoint = true }], Output = new() { Format = OutputFormat.Text } };
        var context = new SkillExecutionContext { Model = "anthropic/claude-haiku-4-5", CacheMode = CacheMode.Bypass };

        var first = await engine.ExecuteAsync(skill, null, context, Token);
        var second = await engine.ExecuteAsync(skill, null, context, Token);

        Assert.Equal(new Cost((100 * 1m / 1_000_000) + 1.25m + (5 * 2m / 1_000_000), CostKind.Exact), first.Cost);
        Assert.Equal(-0.25m, first.PromptCacheSavingUsd);
        Assert.Equal(new Cost((100 * 1m / 1_000_000) + 0.1m + (5 * 2m / 1_000_000), CostKind.Exact), second.Cost);
        Assert.Equal(0.9m, second.PromptCacheSavingUsd);
        Assert.Equal([0.9m], second.Attempts.Select(static a => a.PromptCacheSavingUsd));
    }

    private static async Task<JsonElement> SentAsync(string name, PromptCaching caching)
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        var provider = ProviderCase.Of(name);
        var request = provider.Request() with
        {
            Messages =
            [
                new(MessageRole.System, "Be kind.") { CacheBreakpoint = true },
                new(MessageRole.User, "Hello") { Media = [new("data:image/png;base64,AAAA", "image/png") { CacheBreakpoint = true }] },
            ],
            OfferedTools = Tools,
            Options = new() { PromptCache = caching },
        };
        await provider.Client(server).InvokeAsync(request, Token);
        return server.Requests[^1].Json;
    }

    private static void Same(string expected, JsonElement actual) => Assert.True(JsonElement.DeepEquals(Some.Json(expected), actual), actual.GetRawText());
}
