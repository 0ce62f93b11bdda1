using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Skills.Engine.Testing;

namespace Skills.Engine.Providers.Tests;

/// <summary>Several keys and addresses of one provider, keys that change, and keys of tenants.</summary>
public sealed class DeploymentTests
{
    private static readonly ModelRequest Request = Some.Request(Some.Model("gpt-4.1", "openai"));

    [Fact]
    public async Task CallsAreSpreadByWeight()
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        var client = Client(server, null, new ProviderDeployment { ApiKey = "key-a", Weight = 3 }, new ProviderDeployment { ApiKey = "key-b" });

        for (var i = 0; i < 40; i++)
        {
            await client.InvokeAsync(Request, Token);
        }

        Assert.Equal((30, 10), (CallsOf(server, "key-a"), CallsOf(server, "key-b")));
    }

    [Fact]
    public async Task TrafficMovesAwayFromALimitedDeploymentAndComesBack()
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        var time = new FakeTimeProvider();
        var isLimited = true;
        server.Respond(r => KeyOf(r) == "key-a" && isLimited ? LoopbackReply.Fails(ModelErrorKind.RateLimit, TimeSpan.FromSeconds(20)) : LoopbackReply.Of("ok"));
        var client = Client(server, time, new ProviderDeployment { ApiKey = "key-a" }, new ProviderDeployment { ApiKey = "key-b" });

        for (var i = 0; i < 100; i++)
        {
            Assert.Equal("ok", (await client.InvokeAsync(Request, Token)).Text);
        }

        Assert.Equal((1, 100), (CallsOf(server, "key-a"), CallsOf(server, "key-b")));
        isLimited = false;
        time.Advance(TimeSpan.FromSeconds(21));
        for (var i = 0; i < 10; i++)
        {
            await client.InvokeAsync(Request, Token);
        }

        Assert.True(CallsOf(server, "key-a") > 4, $"{CallsOf(server, "key-a")} calls came back.");
    }

    [Theory]
    [InlineData(ModelErrorKind.RateLimit, true)]
    [InlineData(ModelErrorKind.Quota, true)]
    [InlineData(ModelErrorKind.Overloaded, true)]
    [InlineData(ModelErrorKind.Auth, true)]
    [InlineData(ModelErrorKind.Permission, true)]
    [InlineData(ModelErrorKind.ServerError, true)]
    [InlineData(ModelErrorKind.InvalidRequest, false)]
    [InlineData(ModelErrorKind.ContextWindow, false)]
    [InlineData(ModelErrorKind.ContentPolicy, false)]
    public async Task WhatAnotherDeploymentCanMendGoesThereInTheSameTry(ModelErrorKind kind, bool moves)
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.Respond(r => KeyOf(r) == "key-a" ? LoopbackReply.Fails(kind) : LoopbackReply.Of("ok"));
        foreach (var stream in (bool[])[false, true])
        {
            var client = Client(server, null, new ProviderDeployment { ApiKey = "key-a" }, new ProviderDeployment { ApiKey = "key-b" });
            var call = stream ? client.ReadAsync(Request, Token) : Whole(client);
            if (moves)
            {
                Assert.Equal("ok", (await call).Reply.Text);
            }
            else
            {
                Assert.Equal(kind, (await Assert.ThrowsAsync<ModelException>(() => call)).Kind);
            }
        }
    }

    [Fact]
    public async Task WhenAllAreLimitedTheShortestWaitIsSaidAndNoKey()
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.Respond(r => LoopbackReply.Fails(ModelErrorKind.RateLimit, TimeSpan.FromSeconds(KeyOf(r) == "key-a" ? 30 : 9)));
        var client = Client(server, new FakeTimeProvider(), new ProviderDeployment { ApiKey = "key-a" }, new ProviderDeployment { ApiKey = "key-b" });

        var first = await Assert.ThrowsAsync<ModelException>(() => client.InvokeAsync(Request, Token));
        var second = await Assert.ThrowsAsync<ModelException>(() => client.InvokeAsync(Request, Token));

        foreach (var error in (ModelException[])[first, second])
        {
            Assert.Equal((ModelErrorKind.RateLimit, TimeSpan.FromSeconds(9)), (error.Kind, error.RetryAfter));
            Assert.DoesNotContain("key-", error.ToString(), StringComparison.Ordinal);
        }

        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task ADeploymentsOwnCallsPerMinuteAreKept()
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        var time = new FakeTimeProvider();
        var client = Client(server, time, new ProviderDeployment { ApiKey = "key-a", RequestsPerMinute = 5 }, new ProviderDeployment { ApiKey = "key-b", RequestsPerMinute = 10 });
        for (var i = 0; i < 15; i++)
        {
            await client.InvokeAsync(Request, Token);
        }

        var error = await Assert.ThrowsAsync<ModelException>(() => client.InvokeAsync(Request, Token));

        Assert.Equal((ModelErrorKind.RateLimit, 5, 10), (error.Kind, CallsOf(server, "key-a"), CallsOf(server, "key-b")));
        time.Advance(error.RetryAfter!.Value + TimeSpan.FromMilliseconds(1));
        Assert.NotNull(await client.InvokeAsync(Request, Token));
    }

    [Fact]
    public async Task AFailingDeploymentIsLeftAloneUntilItsCircuitCloses()
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.Respond(r => KeyOf(r) == "key-a" ? LoopbackReply.Fails(ModelErrorKind.ServerError) : LoopbackReply.Of("ok"));
        var client = Client(server, new FakeTimeProvider(), new ProviderDeployment { ApiKey = "key-a" }, new ProviderDeployment { ApiKey = "key-b" });

        for (var i = 0; i < 50; i++)
        {
            await client.InvokeAsync(Request, Token);
        }

        Assert.Equal((5, 50), (CallsOf(server, "key-a"), CallsOf(server, "key-b")));
    }

    [Fact]
    public async Task AModelGoesOnlyToDeploymentsThatHaveItUnderItsNameThere()
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        var client = Client(
            server,
            null,
            new ProviderDeployment { ApiKey = "key-a", Models = { ["gpt-4.1"] = "eu-gpt-41" } },
            new ProviderDeployment { ApiKey = "key-b", Models = { ["gpt-5"] = "" } });

        await client.InvokeAsync(Request, Token);
        await client.InvokeAsync(Some.Request(Some.Model("gpt-5", "openai")), Token);
        var none = await Assert.ThrowsAsync<ModelException>(() => client.InvokeAsync(Some.Request(Some.Model("o3", "openai")), Token));

        Assert.Equal([("key-a", "eu-gpt-41"), ("key-b", "gpt-5")], server.Requests.Select(static r => (KeyOf(r), r.Model)));
        Assert.Equal(ModelErrorKind.NotFound, none.Kind);
    }

    [Fact]
    public async Task DeploymentsComeFromConfiguration()
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        var client = Some.Client(
            b => b.AddAnthropic(),
            null,
            ("SkillsEngine:Providers:Anthropic:Deployments:0:ApiKey", "key-a"),
            ("SkillsEngine:Providers:Anthropic:Deployments:0:BaseUrl", server.AnthropicUrl),
            ("SkillsEngine:Providers:Anthropic:Deployments:1:ApiKey", "key-b"),
            ("SkillsEngine:Providers:Anthropic:Deployments:1:BaseUrl", server.AnthropicUrl));

        Assert.Null(client.Provider.NotReady);
        await client.InvokeAsync(ProviderCase.Of("anthropic").Request(), Token);
        await client.InvokeAsync(ProviderCase.Of("anthropic").Request(), Token);

        Assert.Equal(["key-a", "key-b"], server.Requests.Select(static r => r.Headers["x-api-key"]));
    }

    /// <summary>Two keys are valid at a time, and the older one is revoked while calls with it are under way.</summary>
    [Fact]
    public async Task KeysRotateUnderLoadWithoutAFailedCall()
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        string[] valid = ["key-0"];
        server.Respond(r => Volatile.Read(ref valid).Contains(KeyOf(r)) ? LoopbackReply.Of("ok") : LoopbackReply.Fails(ModelErrorKind.Auth));
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("SkillsEngine:Providers:OpenAI:ApiKey", "key-0")]).Build();
        var services = new ServiceCollection().AddSingleton<IConfiguration>(configuration);
        services.AddSkillsEngine().AddOpenAI(o => o.BaseUrl = server.OpenAIUrl);
        await using var provider = services.BuildServiceProvider();
        var client = provider.GetRequiredService<IModelClient>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var calls = new int[8];
        var callers = Enumerable.Range(0, calls.Length).Select(async caller =>
        {
            while (!stop.IsCancellationRequested)
            {
                Assert.Equal("ok", (await client.InvokeAsync(Request, Token)).Text);
                Volatile.Write(ref calls[caller], calls[caller] + 1);
            }
        }).ToArray();

        for (var i = 1; i <= 20; i++)
        {
            var seen = calls.ToArray();
            await Eventually.HoldsAsync(() => callers.Any(static c => c.IsFaulted) || calls.Index().All(c => Volatile.Read(ref calls[c.Index]) > seen[c.Index] + 2), "The callers stopped.");
            Volatile.Write(ref valid, [$"key-{i - 1}", $"key-{i}"]);
            configuration["SkillsEngine:Providers:OpenAI:ApiKey"] = $"key-{i}";
            configuration.Reload();

            // Calls under way still have the old key.
            Volatile.Write(ref valid, [$"key-{i}"]);
        }

        await stop.CancelAsync();
        await Task.WhenAll(callers).WaitAsync(TimeSpan.FromSeconds(30), Token);
        Assert.True(calls.Sum() >= 480, $"{calls.Sum()} calls.");
        await client.InvokeAsync(Request, Token);
        Assert.Equal("key-20", KeyOf(server.Requests[^1]));
    }

    [Fact]
    public async Task EachTenantsKeyIsUsedForItsCallsAlone()
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        foreach (var provider in (string[])["anthropic", "openai", "google", "local"])
        {
            server.Forget();
            var known = ProviderCase.Of(provider);
            var client = Some.Client(b =>
            {
                known.Add(b, server);
                b.AddModelKeyResolver(new Tenants());
            });

            await client.InvokeAsync(known.Request() with { TenantId = "one" }, Token);
            await client.InvokeAsync(known.Request() with { TenantId = "two" }, Token);
            await client.InvokeAsync(known.Request() with { TenantId = "none" }, Token);
            await client.InvokeAsync(known.Request(), Token);

            Assert.Equal(["key-of-one", "key-of-two"], server.Requests.Take(2).Select(KeyOf));
            Assert.Equal(KeyOf(server.Requests[2]), KeyOf(server.Requests[3]));
            Assert.DoesNotContain("key-of", KeyOf(server.Requests[3]), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task ALimitOfOneTenantsKeyCoolsNothingDownForAnother()
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.Respond(r => KeyOf(r) == "key-of-one" ? LoopbackReply.Fails(ModelErrorKind.RateLimit, TimeSpan.FromHours(1)) : LoopbackReply.Of("""{"greeting":"Hello"}"""));
        await using var engine = SkillsEngine.Create(b => b.AddOpenAI(o => o.BaseUrl = server.OpenAIUrl).AddModelKeyResolver<Tenants>());
        var skill = new Skill { Id = "greeting", Name = "Greeting", PromptTemplate = "Greet.", OutputSchema = Some.Schema, Cache = new() { Enabled = false } };

        var one = await engine.ExecuteAsync(skill, new { }, new() { Model = "gpt-4.1", TenantId = "one" }, Token);
        var two = await engine.ExecuteAsync(skill, new { }, new() { Model = "gpt-4.1", TenantId = "two" }, Token);
        var nobody = await engine.ExecuteAsync(skill, new { }, new() { Model = "gpt-4.1", TenantId = "none" }, Token);

        Assert.Equal((ExecutionStatus.Failed, ExecutionStatus.Success), (one.Status, two.Status));
        Assert.Equal(ExecutionStatus.Failed, nobody.Status);
        Assert.Contains("OPENAI_API_KEY", nobody.Errors[0].Message, StringComparison.Ordinal);
        Assert.DoesNotContain("key-of", string.Join(' ', one.Errors.Select(static e => e.ToString())), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("breaks")]
    [InlineData("throws")]
    public async Task AResolverThatFailsIsAnErrorWithoutItsText(string tenant)
    {
        var client = Some.Client(b => b.AddOpenAI(o => o.ApiKey = Some.Key).AddModelKeyResolver(new Tenants()));

        var error = await Assert.ThrowsAsync<ModelException>(() => client.InvokeAsync(Request with { TenantId = tenant }, Token));

        Assert.Equal(ModelErrorKind.Auth, error.Kind);
        Assert.DoesNotContain("secret", error.ToString(), StringComparison.Ordinal);
    }

    private static IModelClient Client(LoopbackProviderServer server, TimeProvider? time, params ProviderDeployment[] deployments) => Some.Client(
        b => b.AddOpenAI(o =>
        {
            o.BaseUrl = server.OpenAIUrl;
            foreach (var deployment in deployments)
            {
                o.Deployments.Add(deployment);
            }
        }),
        time);

    private static async Task<(string Text, ModelReply Reply)> Whole(IModelClient client)
    {
        var reply = await client.InvokeAsync(Request, Token);
        return (reply.Text, reply);
    }

    private static int CallsOf(LoopbackProviderServer server, string key) => server.Requests.Count(r => KeyOf(r) == key);

    private static string KeyOf(RecordedRequest request) =>
        request.Headers.GetValueOrDefault("Authorization")?.Replace("Bearer ", "", StringComparison.Ordinal)
        ?? request.Headers.GetValueOrDefault("x-api-key") ?? request.Headers.GetValueOrDefault("x-goog-api-key") ?? "";

    private sealed class Tenants : IModelKeyResolver
    {
        public ValueTask<string?> ResolveAsync(ModelKeyRequest request, CancellationToken cancellationToken) => request.TenantId switch
        {
            "none" => new((string?)null),
            "breaks" => new("secret\nkey"),
            "throws" => throw new InvalidOperationException("secret-text"),
            var tenant => new("key-of-" + tenant),
        };
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}
