using Microsoft.Extensions.DependencyInjection;
using Skills.Engine.Testing;

namespace Skills.Engine.Providers.Tests;

public sealed class RegistrationTests
{
    [Theory]
    [InlineData("SkillsEngine:Providers:Anthropic:ApiKey")]
    [InlineData("ANTHROPIC_API_KEY")]
    public async Task AKeyMayComeFromConfigurationUnderEitherName(string name)
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        var client = Some.Client(b => b.AddAnthropic(), null, (name, " from-configuration "), ("SkillsEngine:Providers:Anthropic:BaseUrl", server.AnthropicUrl), ("SkillsEngine:Providers:Anthropic:Headers:x-team", "blue"));

        Assert.Null(client.Provider.NotReady);
        await client.InvokeAsync(ProviderCase.Of("anthropic").Request(), Token);
        Assert.Equal("from-configuration", server.Requests[0].Headers["x-api-key"]);
        Assert.Equal("blue", server.Requests[0].Headers["x-team"]);
    }

    [Fact]
    public async Task CodeWinsOverConfiguration()
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        var client = Some.Client(b => b.AddAnthropic(o => (o.ApiKey, o.BaseUrl) = ("from-code", server.AnthropicUrl)), null, ("SkillsEngine:Providers:Anthropic:ApiKey", "from-configuration"));
        await client.InvokeAsync(ProviderCase.Of("anthropic").Request(), Token);
        Assert.Equal("from-code", server.Requests[0].Headers["x-api-key"]);
    }

    [Theory]
    [InlineData(null, null, "ANTHROPIC_API_KEY")]
    [InlineData("", null, "ANTHROPIC_API_KEY")]
    [InlineData("two\nlines", null, "characters no key has")]
    [InlineData("gr\u00fcn", null, "characters no key has")]
    [InlineData("key", "ftp://example.com", "BaseUrl")]
    [InlineData("key", "no address", "BaseUrl")]
    public async Task AProviderThatCannotBeCalledSaysWhatToSet(string? key, string? url, string said)
    {
        var client = Some.Client(b => b.AddAnthropic(o => (o.ApiKey, o.BaseUrl) = (key, url)), null, ("ANTHROPIC_API_KEY", ""));
        if (Environment.GetEnvironmentVariable("ANTHROPIC_API_KEY") is not null && string.IsNullOrEmpty(key))
        {
            Assert.Skip("ANTHROPIC_API_KEY is set here.");
        }

        Assert.Contains(said, client.Provider.NotReady, StringComparison.Ordinal);
        var error = await Assert.ThrowsAsync<ModelException>(() => client.InvokeAsync(ProviderCase.Of("anthropic").Request(), Token));
        Assert.Equal(ModelErrorKind.Auth, error.Kind);
        Assert.DoesNotContain("lines", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void WatsonXWantsAProjectOrASpace()
    {
        Assert.Contains("WATSONX_PROJECT_ID", Some.Client(b => b.AddWatsonX(o => o.ApiKey = "key")).Provider.NotReady, StringComparison.Ordinal);
        Assert.Contains("both", Some.Client(b => b.AddWatsonX(o => (o.ApiKey, o.ProjectId, o.SpaceId) = ("key", "a", "b"))).Provider.NotReady, StringComparison.Ordinal);
        Assert.Null(Some.Client(b => b.AddWatsonX(o => (o.ApiKey, o.SpaceId) = ("key", "b"))).Provider.NotReady);
    }

    [Fact]
    public void ALocalServerNeedsNoKeyAndListsItsOwnModels()
    {
        var services = Some.Services(b => b.AddLocal(o => o.Models.Add("qwen3:8b")));
        Assert.Null(services.GetRequiredService<IModelClient>().Provider.NotReady);
        var catalog = ActivatorUtilities.CreateInstance<ModelCatalog>(services);
        Assert.Equal("qwen3:8b", Assert.Single(catalog.Models, m => m.Provider == "local").Id);
        Assert.Equal(CostKind.Exact, CostCalculator.CostOf(catalog.Find("local/qwen3:8b")!, new() { InputUncached = 5, OutputVisible = 5 }, new(2026, 1, 1)).Kind);
    }

    [Fact]
    public void AddingAProviderTwiceAddsItOnce()
    {
        var services = Some.Services(b => b.AddAnthropic().AddAnthropic(o => o.ApiKey = "key").AddOpenAI().AddOpenAI().AddGoogle().AddGoogle().AddWatsonX().AddWatsonX().AddLocal().AddLocal());
        Assert.Equal(["anthropic", "google", "local", "openai", "watsonx"], services.GetServices<IModelClient>().Select(c => c.Provider.Name).Order());
    }

    [Fact]
    public async Task TheHostMayChangeTheHttpClient()
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        var client = Some.Client(b => b.AddOpenAI(o => (o.ApiKey, o.BaseUrl) = (Some.Key, server.OpenAIUrl))
            .Services.AddHttpClient("Skills.Engine.openai").AddHttpMessageHandler(() => new Marking()));
        await client.InvokeAsync(ProviderCase.Of("openai").Request(), Token);
        Assert.Equal("yes", server.Requests[0].Headers["x-marked"]);
    }

    private sealed class Marking : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Headers.Add("x-marked", "yes");
            return base.SendAsync(request, cancellationToken);
        }
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}
