using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Skills.Engine.Testing;

namespace Skills.Engine.AspNetCore.Tests;

public sealed class ExecutionTests
{
    [Fact]
    public async Task TheAnswerIsTheOutputsThemselvesAndTheFactsAreHeaders()
    {
        await using var host = await TestHost.StartAsync();

        var miss = await host.PostAsync("/skills/greeter", """{"name":"Ada"}""");
        var hit = await host.PostAsync("/skills/greeter", """{"name":"Ada"}""");

        Assert.Equal((200, """{"greeting":"Hello Ada"}""", "application/json"), (miss.Status, miss.Body, miss.Type));
        Assert.Equal(("miss", "1.2.0", "fake-model", "0"), (miss["Skill-Cache"], miss["Skill-Version"], miss["Skill-Model"], miss["Skill-Cost-Usd"]));
        Assert.Equal((200, miss.Body, "hit"), (hit.Status, hit.Body, hit["Skill-Cache"]));
        Assert.True(Guid.TryParse(miss["Skill-Run-Id"], out _));
        Assert.NotEqual(miss["Skill-Run-Id"], hit["Skill-Run-Id"]);
        Assert.Equal(8, miss["Server-Timing"]!.Split(", ").Length);
        Assert.All(miss["Server-Timing"]!.Split(", "), static e => Assert.Matches(@"^[a-z-]+;dur=[0-9.]+$", e));
        Assert.Equal(1, host.Model.Calls);
    }

    [Theory]
    [InlineData("no-store", 3, "off")]
    [InlineData("no-cache", 2, "hit")]
    public async Task TheCallerMayAskPastTheCache(string control, int calls, string last)
    {
        await using var host = await TestHost.StartAsync();

        await host.PostAsync("/skills/greeter", """{"name":"Ada"}""");
        await host.PostAsync("/skills/greeter", """{"name":"Ada"}""", ("Cache-Control", control));
        var answer = await host.PostAsync("/skills/greeter", """{"name":"Ada"}""", control == "no-store" ? [("Cache-Control", control)] : []);

        Assert.Equal((calls, last), (host.Model.Calls, answer["Skill-Cache"]));
    }

    [Fact]
    public async Task TheWholeResultIsThereForTheAsking()
    {
        await using var host = await TestHost.StartAsync();

        var answer = await host.PostAsync("/skills/greeter", """{"name":"Ada"}""", ("Accept", "application/vnd.skills.result+json"));

        Assert.Equal((200, "application/vnd.skills.result+json"), (answer.Status, answer.Type));
        Assert.Equal("success", answer.Json.GetProperty("status").GetString());
        Assert.Equal("Hello Ada", answer.Json.GetProperty("outputs").GetProperty("greeting").GetString());
        Assert.Equal(1, answer.Json.GetProperty("inputs").GetProperty("times").GetInt32());
        Assert.Equal("first", answer.Json.GetProperty("attempts")[0].GetProperty("reason").GetString());
        Assert.Equal(15, answer.Json.GetProperty("tokensInput").GetInt64() + answer.Json.GetProperty("tokensOutput").GetInt64());
        Assert.True(answer.Json.GetProperty("stepTimings").TryGetProperty("invoke_model", out _));
    }

    [Theory]
    [InlineData("*/*", "application/json")]
    [InlineData("text/html, application/json;q=0.9", "application/json")]
    [InlineData("application/json;q=0.1, application/vnd.skills.result+json", "application/vnd.skills.result+json")]
    [InlineData("text/event-stream", "text/event-stream")]
    [InlineData("application/*", "application/json")]
    [InlineData("*/*, application/vnd.skills.result+json", "application/vnd.skills.result+json")]
    [InlineData("application/*, application/vnd.skills.result+json", "application/vnd.skills.result+json")]
    [InlineData("*/*, text/*", "text/event-stream")]
    [InlineData("*/*, application/vnd.skills.result+json;q=0.9", "application/json")]
    public async Task TheFormIsTheOneTheCallerLikesBest(string accept, string type)
    {
        await using var host = await TestHost.StartAsync();

        Assert.Equal(type, (await host.PostAsync("/skills/greeter", """{"name":"Ada"}""", ("Accept", accept))).Type);
    }

    [Fact]
    public async Task RenderingAsksNoModel()
    {
        await using var host = await TestHost.StartAsync();

        var answer = await host.PostAsync("/skills/greeter/render", """{"name":"Ada"}""");

        Assert.Equal("user", answer.Json.GetProperty("messages")[0].GetProperty("role").GetString());
        Assert.StartsWith("Greet Ada 1 times.", answer.Json.GetProperty("messages")[0].GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, host.Model.Calls);
    }

    [Fact]
    public async Task RenderingCanBeSwitchedOff()
    {
        await using var host = await TestHost.StartAsync(static o => o.AllowRender = false);

        Assert.Equal(404, (await host.PostAsync("/skills/greeter/render", """{"name":"Ada"}""")).Status);
    }

    [Fact]
    public async Task AnUnmappedEngineIsSaidAtStart()
    {
        var builder = Microsoft.AspNetCore.Builder.WebApplication.CreateSlimBuilder();
        await using var app = builder.Build();

        Assert.Contains("AddSkillsEngine", Assert.Throws<InvalidOperationException>(() => app.MapSkills()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/skills/greeter", """{"times":10}""", 400, "input-invalid", "validate-input", 0)]
    [InlineData("/skills/greeter", "[1]", 400, "input-invalid", "validate-input", 0)]
    [InlineData("/skills/gone-greeter", """{"name":"Ada"}""", 410, "skill-archived", null, 0)]
    [InlineData("/skills/nowhere", """{"name":"Ada"}""", 503, "no-route", "select-model", 0)]
    [InlineData("/skills/strict", """{"name":"Ada"}""", 502, "rule-failed", "run-rules", 1)]
    [InlineData("/skills/broken", """{"name":"Ada"}""", 500, "internal", null, 0)]
    [InlineData("/skills/bad-rule", """{"name":"Ada"}""", 500, "internal", null, 0)]
    [InlineData("/skills/bad-schema", """{"name":"Ada"}""", 500, "internal", null, 0)]
    [InlineData("/skills/wordy", """{"name":"Ada"}""", 413, "prompt-too-long", null, 0)]
    public async Task AFailureIsAProblemOfItsOwnKind(string path, string body, int status, string type, string? step, int calls)
    {
        await using var host = await TestHost.StartAsync(services: static (_, engine) => engine.AddSkill(Some.BadSchema).AddSkill(Some.BadRule));

        var answer = await host.PostAsync(path, body);

        Assert.Equal((status, type, "application/problem+json"), (answer.Status, answer.Problem, answer.Type));
        Assert.Equal(status, answer.Json.GetProperty("status").GetInt32());
        Assert.Equal(answer["Skill-Run-Id"], answer.Json.GetProperty("runId").GetString());
        Assert.Equal(path[8..], answer.Json.GetProperty("skill").GetString());
        Assert.Equal(calls, host.Model.Calls);
        Assert.DoesNotContain("secret-prompt-part", answer.Body, StringComparison.Ordinal);
        if (step is not null)
        {
            Assert.Equal(step, answer.Json.GetProperty("step").GetString());
        }
    }

    [Fact]
    public async Task AnInvalidInputListsEveryFindingByItsPlace()
    {
        await using var host = await TestHost.StartAsync();

        var errors = (await host.PostAsync("/skills/greeter", """{"times":10,"extra":1}""")).Json.GetProperty("errors");

        Assert.Contains(errors.EnumerateObject(), static e => e.Name == "/times");
        Assert.True(errors.EnumerateObject().Count() >= 2);
        Assert.All(errors.EnumerateObject(), static e => Assert.NotEmpty(e.Value.EnumerateArray()));
    }

    public static TheoryData<ModelErrorKind, int, string> ProviderErrors => new()
    {
        { ModelErrorKind.Auth, 502, "provider-error" },
        { ModelErrorKind.InvalidRequest, 502, "provider-error" },
        { ModelErrorKind.ContentPolicy, 502, "provider-error" },
        { ModelErrorKind.Quota, 502, "provider-error" },
    };

    [Theory]
    [MemberData(nameof(ProviderErrors))]
    public async Task AProviderThatFailsIsABadGateway(ModelErrorKind kind, int status, string type)
    {
        await using var host = await TestHost.StartAsync();
        host.Model.Respond((_, _) => throw new ModelException(kind, "The provider said no."));

        var answer = await host.PostAsync("/skills/greeter", """{"name":"Ada"}""");

        Assert.Equal((status, type), (answer.Status, answer.Problem));
        Assert.NotEmpty(answer.Json.GetProperty("attempts").EnumerateArray());
    }

    [Fact]
    public async Task AProviderThatIsBusyAsksToWait()
    {
        await using var host = await TestHost.StartAsync(services: static (_, engine) => engine.AddSkill(Some.Greeter with { Id = "impatient", Limits = new() { Attempts = 1, Timeout = TimeSpan.FromSeconds(20) } }));
        host.Model.Respond(static (_, _) => throw new ModelException(ModelErrorKind.RateLimit, "Too many calls.") { RetryAfter = TimeSpan.FromHours(1) });

        var answer = await host.PostAsync("/skills/impatient", """{"name":"Ada"}""");

        Assert.Equal((429, "rate-limited", "3600"), (answer.Status, answer.Problem, answer["Retry-After"]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AnInvalidReplyIsABadGatewayAndItsTextIsShownWhereAllowedOnly(bool shown)
    {
        await using var host = await TestHost.StartAsync(o => o.ShowRawOutput = shown);
        host.Model.Reply("""{"greting":"only-in-the-raw-reply"}""");

        var answer = await host.PostAsync("/skills/greeter", """{"name":"Ada"}""");

        Assert.Equal((502, "output-invalid", "validate-output"), (answer.Status, answer.Problem, answer.Json.GetProperty("step").GetString()));
        Assert.Equal(shown, answer.Json.TryGetProperty("rawOutput", out _));
    }

    [Fact]
    public async Task ADeadlineIsAGatewayTimeout()
    {
        await using var host = await TestHost.StartAsync();
        host.Model.EnqueueHang();

        var answer = await host.PostAsync("/skills/hasty", """{"name":"Ada"}""");

        Assert.Equal((504, "timeout"), (answer.Status, answer.Problem));
    }

    [Fact]
    public async Task NoRouteSaysWhyEachCandidateWasRefused()
    {
        await using var host = await TestHost.StartAsync();

        var candidates = (await host.PostAsync("/skills/nowhere", """{"name":"Ada"}""")).Json.GetProperty("candidates");

        var only = Assert.Single(candidates.EnumerateArray());
        Assert.Equal("fake-model", only.GetProperty("model").GetString());
        Assert.NotEmpty(only.GetProperty("reason").GetString()!);
    }

    [Fact]
    public async Task APromptTooLongForEveryRegisteredModelIsTooLong()
    {
        await using var host = await TestHost.StartAsync(static o => o.MaxBodyBytes = 16 * 1024 * 1024, static (_, engine) =>
        {
            engine.Services.Configure<SkillsEngineOptions>(static o => o.MaxInputBytes = o.MaxPromptCharacters = 16 * 1024 * 1024);
        });

        var answer = await host.PostAsync("/skills/greeter", $$"""{"name":"{{string.Concat(Enumerable.Repeat("many words ", 700_000))}}"}""");

        Assert.Equal((413, "prompt-too-long"), (answer.Status, answer.Problem));
        Assert.Contains("fake-model", answer.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, host.Model.Calls);
    }

    [Fact]
    public async Task AnOpenCircuitIsUnavailableAndSaysWhenToComeBack()
    {
        await using var host = await TestHost.StartAsync(services: static (_, engine) => engine.Services.Configure<SkillsEngineOptions>(static o =>
        {
            o.Routing.Retry.MaxRetries = 0;
            o.Routing.Breaker.OpenFor = o.Routing.Breaker.MaxOpenFor = TimeSpan.FromMinutes(10);
        }));
        host.Model.Respond(static (_, _) => throw new ModelException(ModelErrorKind.Network, "reset"));
        for (var i = 0; i < 5; i++)
        {
            await host.PostAsync("/skills/greeter", $$"""{"name":"{{i}}"}""");
        }

        var answer = await host.PostAsync("/skills/greeter", """{"name":"Ada"}""");

        Assert.Equal((503, "unavailable", 5), (answer.Status, answer.Problem, host.Model.Calls));
        Assert.InRange(int.Parse(answer["Retry-After"]!, System.Globalization.CultureInfo.InvariantCulture), 500, 600);
    }

    [Theory]
    [InlineData("{\"name\":", "application/json", 400, "body-invalid")]
    [InlineData("{\"name\":\"a\",\"name\":\"b\"}", "application/json", 400, "body-invalid")]
    [InlineData("{\"name\":\"a\"}", "text/plain", 415, "unsupported-media-type")]
    [InlineData("{\"name\":\"a\"}", "application/merge-patch+json", 200, null)]
    public async Task ABodyMustBeJson(string body, string mediaType, int status, string? type)
    {
        await using var host = await TestHost.StartAsync();
        using var request = TestHost.Request(HttpMethod.Post, "/skills/greeter", body);
        request.Content!.Headers.ContentType = new(mediaType);
        using var response = await host.Client.SendAsync(request, TestContext.Current.CancellationToken);
        var answer = new Answer(response, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        Assert.Equal(status, answer.Status);
        if (type is not null)
        {
            Assert.Equal(type, answer.Problem);
        }
    }

    [Theory]
    [InlineData(new byte[] { 0xFF, 0xFE }, 400)]
    [InlineData(new byte[] { 0xC0, 0x80 }, 400)]
    [InlineData(new byte[] { 0xED, 0xA0, 0x80 }, 400)]
    [InlineData(new byte[] { 0xC3, 0xA9 }, 200)]
    public async Task ABodyMustBeText(byte[] name, int status)
    {
        await using var host = await TestHost.StartAsync();
        using var request = TestHost.Request(HttpMethod.Post, "/skills/greeter", "");
        request.Content = new ByteArrayContent([.. "{\"name\":\""u8, .. name, .. "\"}"u8]);
        request.Content.Headers.ContentType = new("application/json");
        using var response = await host.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Fact]
    public async Task AByteOrderMarkDoesNoHarm()
    {
        await using var host = await TestHost.StartAsync();

        Assert.Equal(200, (await host.PostAsync("/skills/greeter", "\uFEFF{\"name\":\"Ada\"}")).Status);
    }

    [Fact]
    public async Task AnEndlesslyNestedBodyIsAProblem()
    {
        await using var host = await TestHost.StartAsync();

        var answer = await host.PostAsync("/skills/greeter", new string('[', 100_000));

        Assert.Equal((400, "body-invalid"), (answer.Status, answer.Problem));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ABodyThatIsTooLargeIsRefused(bool announced)
    {
        await using var host = await TestHost.StartAsync(static o => o.MaxBodyBytes = 1000);
        using var request = TestHost.Request(HttpMethod.Post, "/skills/greeter", JsonSerializer.Serialize(new { name = new string('x', 2000) }));
        request.Headers.TransferEncodingChunked = !announced;
        using var response = await host.Client.SendAsync(request, TestContext.Current.CancellationToken);
        var answer = new Answer(response, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        Assert.Equal((413, "body-too-large"), (answer.Status, answer.Problem));
        Assert.Equal(0, host.Model.Calls);
    }

    [Fact]
    public async Task AFormThatCannotBeGivenIsAProblem()
    {
        await using var host = await TestHost.StartAsync();

        var answer = await host.PostAsync("/skills/greeter", """{"name":"Ada"}""", ("Accept", "image/png"));

        Assert.Equal((406, "not-acceptable"), (answer.Status, answer.Problem));
    }

    [Fact]
    public async Task ACallerWhoLeavesCancelsTheModelsCall()
    {
        await using var host = await TestHost.StartAsync();
        var (asked, canceled) = host.Model.EnqueueWatchedHang();
        using var leaving = new CancellationTokenSource();
        using var request = TestHost.Request(HttpMethod.Post, "/skills/greeter", """{"name":"Ada"}""");

        var call = host.Client.SendAsync(request, leaving.Token);
        await asked.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await canceled.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }
}
