using Microsoft.Extensions.DependencyInjection;

namespace Skills.Engine.AspNetCore.Tests;

/// <summary>Every form in which a skill is executed runs as its caller: tenant and user are recorded, and nothing of one caller's is served to another.</summary>
public sealed class CallerRouteTests
{
    private const string Ada = """{"name":"Ada"}""";

    public static TheoryData<string> Forms => ["outputs", "result", "events", "async", "mcp", "mcp with progress"];

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task AnExecutionIsRecordedWithItsTenantAndUser(string form)
    {
        await using var host = await StartAsync();

        Assert.Contains("Hello Ada", await ExecuteAsync(host, form, "a", "ada"), StringComparison.Ordinal);

        var log = host.Services.GetRequiredService<MemoryExecutionLog>();
        await Eventually.HoldsAsync(() => log.Recent.Count > 0, "The execution was not recorded.");
        var context = Assert.Single(log.Recent).Result.Context;
        Assert.Equal(("a", "ada"), (context.TenantId, context.UserId));
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task ACachedResultIsServedToItsTenantOnly(string form)
    {
        await using var host = await StartAsync();
        host.Model.Enqueue("""{"greeting":"for a"}""").Enqueue("""{"greeting":"for b"}""");

        Assert.Contains("for a", await ExecuteAsync(host, form, "a", "ada"), StringComparison.Ordinal);
        Assert.Contains("for b", await ExecuteAsync(host, form, "b", "ada"), StringComparison.Ordinal);
        Assert.Contains("for a", await ExecuteAsync(host, form, "a", "bo"), StringComparison.Ordinal);
        Assert.Contains("for b", await ExecuteAsync(host, "outputs", "b", "bo"), StringComparison.Ordinal);
        Assert.Equal(2, host.Model.Calls);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task AResultCachedByUserIsServedToThatUserOfThatTenantOnly(string form)
    {
        await using var host = await StartAsync(Some.Greeter with { Cache = Some.Greeter.Cache with { Scope = CacheScope.User } });
        foreach (var caller in new[] { "a ada", "a bo", "b ada", "b bo" })
        {
            host.Model.Enqueue($$"""{"greeting":"for {{caller}}"}""");
        }

        foreach (var _ in new[] { "first", "again" })
        {
            foreach (var caller in new[] { "a ada", "a bo", "b ada", "b bo" })
            {
                var (tenant, user) = (caller.Split(' ')[0], caller.Split(' ')[1]);
                Assert.Contains("for " + caller, await ExecuteAsync(host, form, tenant, user), StringComparison.Ordinal);
            }
        }

        Assert.Equal(4, host.Model.Calls);
    }

    [Theory]
    [InlineData("/skills/strict", "a", "ada", "application/json")]
    [InlineData("/skills/greeter", "b", "ada", "application/json")]
    [InlineData("/skills/greeter", "a", "bo", "application/json")]
    public async Task AKeyOfAnotherSkillTenantOrUserIsAnotherKey(string path, string tenant, string user, string accept)
    {
        await using var host = await StartAsync();
        host.Model.Enqueue("""{"greeting":"Dear first"}""").Enqueue("""{"greeting":"Dear second"}""");

        await host.PostAsync("/skills/greeter", Ada, Headers("a", "ada", ("Idempotency-Key", "k")));
        var other = await host.PostAsync(path, """{"name":"Bo"}""", Headers(tenant, user, ("Idempotency-Key", "k"), ("Accept", accept)));

        Assert.Equal((200, null), (other.Status, other["Idempotency-Replayed"]));
        Assert.Contains("second", other.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Accept", "application/vnd.skills.result+json")]
    [InlineData("Accept", "text/event-stream")]
    [InlineData("Prefer", "respond-async")]
    public async Task AKeyIsForOneFormOfAnswer(string header, string value)
    {
        await using var host = await StartAsync();

        await host.PostAsync("/skills/greeter", Ada, Headers("a", "ada", ("Idempotency-Key", "k")));
        var other = await host.PostAsync("/skills/greeter", Ada, Headers("a", "ada", ("Idempotency-Key", "k"), (header, value)));

        Assert.Equal((422, "idempotency-key-reused"), (other.Status, other.Problem));
    }

    [Fact]
    public async Task CallersWithoutANameFindNoListOfRuns()
    {
        await using var host = await StartAsync();
        host.Model.EnqueueHeld();
        var anonymous = await host.PostAsync("/skills/greeter", Ada, ("Prefer", "respond-async"));

        Assert.Equal(202, anonymous.Status);
        Assert.Equal(0, (await host.GetAsync("/skills/runs")).Json.GetProperty("runs").GetArrayLength());
        Assert.Equal(200, (await host.GetAsync(anonymous["Location"]!)).Status);
        Assert.Equal(404, (await host.GetAsync(anonymous["Location"]!, Headers("a", "ada"))).Status);
    }

    [Theory]
    [InlineData("a", "bo")]
    [InlineData("b", "ada")]
    [InlineData("b", "bo")]
    public async Task ARunIsSeenByItsUserOfItsTenantOnly(string tenant, string user)
    {
        await using var host = await StartAsync();
        host.Model.EnqueueHeld();
        var run = (await host.PostAsync("/skills/greeter", Ada, Headers("a", "ada", ("Prefer", "respond-async"))))["Location"]!;

        foreach (var (method, path) in new[] { (HttpMethod.Get, run), (HttpMethod.Delete, run) })
        {
            var other = await host.SendAsync(method, path, null, Headers(tenant, user));
            Assert.Equal((404, "run-not-found"), (other.Status, other.Problem));
        }

        Assert.Equal(0, (await host.GetAsync("/skills/runs", Headers(tenant, user))).Json.GetProperty("runs").GetArrayLength());
        Assert.Equal(200, (await host.GetAsync(run, Headers("a", "ada"))).Status);
    }

    private static async Task<string> ExecuteAsync(TestHost host, string form, string tenant, string user)
    {
        const string Call = """{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"greeter","arguments":{"name":"Ada"}#}}""";
        var answer = form switch
        {
            "outputs" => await host.PostAsync("/skills/greeter", Ada, Headers(tenant, user)),
            "result" => await host.PostAsync("/skills/greeter", Ada, Headers(tenant, user, ("Accept", "application/vnd.skills.result+json"))),
            "events" => await host.PostAsync("/skills/greeter", Ada, Headers(tenant, user, ("Accept", "text/event-stream"))),
            "async" => await host.PostAsync("/skills/greeter", Ada, Headers(tenant, user, ("Prefer", "respond-async, wait=30"))),
            _ => await McpWire.PostAsync(
                host,
                Call.Replace("#", form == "mcp" ? "" : ""","_meta":{"progressToken":"p"}""", StringComparison.Ordinal),
                Headers(tenant, user, ("MCP-Protocol-Version", "2025-06-18"))),
        };

        Assert.Equal(200, answer.Status);
        return answer.Body;
    }

    private static (string, string)[] Headers(string tenant, string user, params (string, string)[] more) => [("X-Tenant", tenant), ("X-User", user), .. more];

    private static Task<TestHost> StartAsync(Skill? greeter = null) => TestHost.StartAsync(
        static o => o.Context = static http => new() { UserId = Header(http, "X-User"), TenantId = Header(http, "X-Tenant") },
        (_, engine) =>
        {
            engine.AddMemoryExecutionLog();
            if (greeter is not null)
            {
                engine.AddSkill(greeter with { Version = "9.0.0" });
            }
        });

    private static string? Header(Microsoft.AspNetCore.Http.HttpContext http, string name) => http.Request.Headers.TryGetValue(name, out var value) ? value.ToString() : null;
}
