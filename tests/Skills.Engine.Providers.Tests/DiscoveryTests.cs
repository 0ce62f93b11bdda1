using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Skills.Engine.Testing;

namespace Skills.Engine.Providers.Tests;

/// <summary>Servers of one's own are asked for their models; the catalog says how old it is.</summary>
public sealed class DiscoveryTests
{
    private static readonly Skill Greeting = new()
    {
        Id = "greeting",
        Name = "Greeting",
        PromptTemplate = "Greet.",
        OutputSchema = Some.Schema,
        Cache = new() { Enabled = false },
    };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AServerWithOneModelIsAskedForThatModel(bool ollama)
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.Reply("""{"greeting":"Hello"}""").Models.Add("my-own-model");
        await using var services = Some.Services(
            b => b.AddLocal(o => o.Api = ollama ? LocalApi.Ollama : LocalApi.Auto),
            null,
            ("SKILLS_LOCAL_ENDPOINT", ollama ? server.OllamaUrl : server.LocalUrl));

        var result = await services.GetRequiredService<SkillExecutionEngine>().ExecuteAsync(Greeting, new { }, cancellationToken: Token);

        Assert.Equal((ExecutionStatus.Success, "my-own-model", "my-own-model"), (result.Status, result.ModelId, server.Requests[0].Model));
        Assert.Equal((CostKind.Exact, 0m), (result.Cost.Kind, result.CostUsd));
    }

    [Theory]
    [InlineData("vllm")]
    [InlineData("lmstudio")]
    public async Task ACompatibleServerOfOnesOwnIsAskedToo(string name)
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.Reply("""{"greeting":"Hello"}""");
        server.Models.Add("nomic-embed-text");
        server.Models.Add("qwen3");
        await using var engine = SkillsEngine.Create(b => b.AddOpenAICompatible(name, o => o.BaseUrl = server.OpenAIUrl));

        var result = await engine.ExecuteAsync(Greeting, new { }, cancellationToken: Token);

        Assert.Equal((ExecutionStatus.Success, "qwen3", name), (result.Status, result.ModelId, result.ModelProvider));
    }

    [Fact]
    public async Task AModelThatComesLaterIsFoundOnAMiss()
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.Reply("""{"greeting":"Hello"}""").Models.Add("first-model");
        var time = new FakeTimeProvider();
        await using var services = Some.Services(b => b.AddLocal(o => o.BaseUrl = server.LocalUrl), time);
        var engine = services.GetRequiredService<SkillExecutionEngine>();
        await engine.ExecuteAsync(Greeting, new { }, cancellationToken: Token);
        server.Models.Add("second-model");

        var early = await engine.ExecuteAsync(Greeting, new { }, new() { Model = "second-model" }, Token);
        time.Advance(TimeSpan.FromSeconds(31));
        var later = await engine.ExecuteAsync(Greeting, new { }, new() { Model = "second-model" }, Token);

        Assert.Equal((ExecutionStatus.Failed, ExecutionStatus.Success, "second-model"), (early.Status, later.Status, later.ModelId));
    }

    [Fact]
    public async Task AServerThatHasNoListLeavesTheCatalogAsItIs()
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.Reply("""{"greeting":"Hello"}""");
        await using var engine = SkillsEngine.Create(b => b.AddLocal(o => o.BaseUrl = server.LocalUrl));

        var result = await engine.ExecuteAsync(Greeting, new { }, cancellationToken: Token);

        Assert.Equal((ExecutionStatus.Success, "local"), (result.Status, result.ModelProvider));
        Assert.Contains("catalog of 2026-", result.Routing!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void AnOverlayIsReadOnlyWithTheHashThatIsStated()
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, "as_of: 2026-10-01\nmodels:\n  - id: mine\n    provider: openai\n    prices:\n      - { input: 1, output: 2 }\n");
            var hash = Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)));

            var right = Catalog(file, hash);
            var wrong = Assert.Throws<ModelCatalogException>(() => Catalog(file, new string('0', 64)));

            Assert.Equal((new DateOnly(2026, 10, 1), 1m), (right.AsOf, right.Find("openai/mine")!.Prices[0].Input));
            Assert.Contains("SHA-256", wrong.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static ModelCatalog Catalog(string file, string hash)
    {
        var options = new SkillsEngineOptions();
        options.Catalog.OverlayFiles.Add(file);
        options.Catalog.OverlayHashes[file] = hash;
        return new(Microsoft.Extensions.Options.Options.Create(options));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}
