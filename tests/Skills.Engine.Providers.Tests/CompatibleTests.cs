using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Skills.Engine.Testing;

namespace Skills.Engine.Providers.Tests;

/// <summary>Named services that speak OpenAI's chat completions: addresses, keys, names of fields, models and prices.</summary>
public sealed class CompatibleTests
{
    [Theory]
    [InlineData("groq", "max_completion_tokens", "seed", false, true)]
    [InlineData("openrouter", "max_tokens", "seed", true, true)]
    [InlineData("deepseek", "max_tokens", "seed", false, true)]
    [InlineData("mistral", "max_tokens", "random_seed", false, false)]
    [InlineData("xai", "max_completion_tokens", "seed", false, true)]
    [InlineData("together", "max_tokens", "seed", true, true)]
    [InlineData("fireworks", "max_tokens", "seed", true, true)]
    [InlineData("vllm", "max_tokens", "seed", true, true)]
    [InlineData("lmstudio", "max_tokens", "seed", true, true)]
    [InlineData("llama-cpp", "max_tokens", "seed", true, true)]
    [InlineData("ollama", "max_tokens", "seed", false, true)]
    [InlineData("my-gateway", "max_tokens", "seed", false, true)]
    public async Task APresetKnowsTheFieldsOfItsService(string name, string limit, string seed, bool topK, bool asksForUsage)
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        var client = Some.Client(b => b.AddOpenAICompatible(name, o => (o.ApiKey, o.BaseUrl) = (Some.Key, server.OpenAIUrl)));
        var request = Some.Request(Some.Model("m", name)) with { Options = new() { MaxOutputTokens = 100, Seed = 7, TopK = 3 } };

        await client.ReadAsync(request, Token);

        var sent = Assert.Single(server.Requests);
        Assert.Equal("/v1/chat/completions", sent.Target);
        Assert.Equal("Bearer " + Some.Key, sent.Headers["Authorization"]);
        Assert.Equal(100, sent.Json.GetProperty(limit).GetInt32());
        Assert.Equal(7, sent.Json.GetProperty(seed).GetInt32());
        Assert.Equal((topK, asksForUsage), (sent.Json.TryGetProperty("top_k", out _), sent.Json.TryGetProperty("stream_options", out _)));
    }

    [Theory]
    [InlineData("groq", "GROQ_API_KEY")]
    [InlineData("openrouter", "OPENROUTER_API_KEY")]
    [InlineData("deepseek", "DEEPSEEK_API_KEY")]
    [InlineData("mistral", "MISTRAL_API_KEY")]
    [InlineData("xai", "XAI_API_KEY")]
    [InlineData("together", "TOGETHER_API_KEY")]
    [InlineData("fireworks", "FIREWORKS_API_KEY")]
    [InlineData("azure", "AZURE_OPENAI_API_KEY")]
    public void AMissingKeyIsNamedByItsVariable(string name, string variable)
    {
        Assert.Contains(variable, Some.Client(b => b.AddOpenAICompatible(name, o => o.BaseUrl = "http://localhost:1/v1")).Provider.NotReady, StringComparison.Ordinal);
        Assert.Null(Some.Client(b => b.AddOpenAICompatible(name, o => o.BaseUrl = "http://localhost:1/v1"), null, (variable, "a-key")).Provider.NotReady);
    }

    [Theory]
    [InlineData("https://r.example/", null, "/openai/v1/chat/completions")]
    [InlineData("https://r.example/openai/v1/", null, "/openai/v1/chat/completions")]
    [InlineData("https://r.example/openai", "2024-10-21", "/openai/deployments/my%20deployment/chat/completions?api-version=2024-10-21")]
    [InlineData("https://r.example/?tier=a", "2024-10-21", "/openai/deployments/my%20deployment/chat/completions?tier=a&api-version=2024-10-21")]
    public async Task AzureIsCalledUnderEitherOfItsAddresses(string resource, string? version, string target)
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        var address = new UriBuilder(resource) { Scheme = "http", Host = "127.0.0.1", Port = server.BaseAddress.Port };
        var client = Some.Client(b => b.AddOpenAICompatible("azure", o => (o.ApiKey, o.BaseUrl, o.ApiVersion) = (Some.Key, address.Uri.AbsoluteUri, version)));

        await client.InvokeAsync(Some.Request(Some.Model("gpt-4.1", "azure") with { WireId = "my deployment" }), Token);

        var sent = Assert.Single(server.Requests);
        Assert.Equal(target, sent.Target.Replace("my deployment", "my%20deployment", StringComparison.Ordinal));
        Assert.Equal(Some.Key, sent.Headers["api-key"]);
        Assert.False(sent.Headers.ContainsKey("Authorization"));
    }

    [Fact]
    public async Task ACredentialsTokenIsKeptAndRenewedByAgeAndAfterA401()
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        var time = new FakeTimeProvider();
        var fetched = 0;
        var client = Some.Client(
            b => b.AddOpenAICompatible("azure", o =>
            {
                o.BaseUrl = server.BaseAddress.AbsoluteUri;
                o.Credential = _ => new(new ModelProviderToken($"token-{++fetched}", time.GetUtcNow() + TimeSpan.FromHours(1)));
            }),
            time);
        var request = Some.Request(Some.Model("m", "azure"));

        await client.InvokeAsync(request, Token);
        await client.InvokeAsync(request, Token);
        time.Advance(TimeSpan.FromMinutes(49));
        await client.InvokeAsync(request, Token);
        server.Enqueue(LoopbackReply.Fails(ModelErrorKind.Auth));
        await client.InvokeAsync(request, Token);

        Assert.Equal(
            ["Bearer token-1", "Bearer token-1", "Bearer token-2", "Bearer token-2", "Bearer token-3"],
            server.Requests.Select(static r => r.Headers["Authorization"]));
        Assert.DoesNotContain("token-1", new ModelProviderToken("token-1", default).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AFailingCredentialIsAnErrorOfTheKeyWithoutItsText()
    {
        var client = Some.Client(b => b.AddOpenAICompatible("azure", o =>
        {
            o.BaseUrl = "http://127.0.0.1:9";
            o.Credential = static _ => throw new InvalidOperationException("secret-text");
        }));

        var error = await Assert.ThrowsAsync<ModelException>(() => client.InvokeAsync(Some.Request(Some.Model("m", "azure")), Token));

        Assert.Equal(ModelErrorKind.Auth, error.Kind);
        Assert.DoesNotContain("secret-text", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SeveralServicesAnswerSideBySide()
    {
        await using var one = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        await using var two = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        var services = Some.Services(
            b => b.AddOpenAICompatible("groq", o => o.ApiKey = "key-one").AddOpenAICompatible("gateway-eu", o => (o.ApiKey, o.Preset) = ("key-two", CompatiblePreset.OpenRouter)),
            null,
            ("SkillsEngine:Providers:groq:BaseUrl", one.OpenAIUrl),
            ("SkillsEngine:Providers:gateway-eu:BaseUrl", two.OpenAIUrl));
        var clients = services.GetServices<IModelClient>().ToDictionary(static c => c.Provider.Name);

        await clients["groq"].InvokeAsync(Some.Request(Some.Model("m", "groq")), Token);
        await clients["gateway-eu"].InvokeAsync(Some.Request(Some.Model("m", "gateway-eu")), Token);

        Assert.Equal("Bearer key-one", Assert.Single(one.Requests).Headers["Authorization"]);
        Assert.Equal("Bearer key-two", Assert.Single(two.Requests).Headers["Authorization"]);
    }

    [Fact]
    public void TheSameNameIsOneProviderAndOddNamesAreRefused()
    {
        var services = Some.Services(b => b.AddOpenAICompatible("groq").AddOpenAICompatible("groq", o => o.ApiKey = "key"));

        Assert.Null(Assert.Single(services.GetServices<IModelClient>()).Provider.NotReady);
        foreach (var name in (string[])["openai", "Anthropic", "a/b", "a b", " "])
        {
            Assert.Throws<ArgumentException>(() => Some.Services(b => b.AddOpenAICompatible(name)));
        }
    }

    [Fact]
    public void ModelsOfAPresetHaveTheirPriceUnderTheServicesName()
    {
        var services = Some.Services(b => b.AddOpenAICompatible("groq-eu", o => (o.ApiKey, o.Preset) = ("k", CompatiblePreset.Groq))
            .AddModels(new ModelDefinition { Id = "llama-3.1-8b-instant", Provider = "groq-eu", Quality = 0.1 }));
        var catalog = services.GetRequiredService<ModelCatalog>();

        Assert.Equal(0.59m, catalog.Find("groq-eu/llama-3.3-70b-versatile")!.Prices[0].Input);
        Assert.Equal(0.1, catalog.Find("groq-eu/llama-3.1-8b-instant")!.Quality);
    }

    [Theory]
    [InlineData("vllm", 0)]
    [InlineData("fireworks", null)]
    public void NamedModelsAreFreeOnServersOfOnesOwnAndUnknownElsewhere(string name, int? price)
    {
        var services = Some.Services(b => b.AddOpenAICompatible(name, o => o.Models.Add("team/model-1")));

        var model = services.GetRequiredService<ModelCatalog>().Find(name + "/team/model-1")!;

        Assert.Equal((price, false), ((int?)model.PriceOn(new(2026, 1, 1))?.Input, model.IsUnlisted));
    }

    [Fact]
    public async Task AModelTheCatalogLacksIsAskedAndItsPriceIsUnknown()
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.Reply("""{"greeting":"Hello"}""");
        await using var engine = SkillsEngine.Create(b => b.AddOpenAI(o => (o.ApiKey, o.BaseUrl) = (Some.Key, server.OpenAIUrl)));
        var skill = new Skill { Id = "greeting", Name = "Greeting", PromptTemplate = "Greet.", OutputSchema = Some.Schema, Cache = new() { Enabled = false } };

        var result = await engine.ExecuteAsync(skill, new { }, new() { Model = "openai/gpt-6-astra" }, Token);
        var other = await engine.ExecuteAsync(skill, new { }, new() { Model = "nobody/gpt-6-astra" }, Token);

        Assert.Equal("gpt-6-astra", server.Requests[0].Model);
        Assert.Equal((ExecutionStatus.Success, CostKind.Unknown, null), (result.Status, result.Cost.Kind, result.CostUsd));
        Assert.Contains(result.Warnings, static w => w.Contains("'openai/gpt-6-astra' is not in the catalog", StringComparison.Ordinal));
        Assert.Equal((ExecutionStatus.Failed, 1), (other.Status, server.Requests.Count));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}
