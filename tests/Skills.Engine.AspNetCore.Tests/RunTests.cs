using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Skills.Engine.AspNetCore.Runs;

namespace Skills.Engine.AspNetCore.Tests;

public sealed class RunTests
{
    [Fact]
    public async Task AnAsynchronousRunIsPolledToItsEnd()
    {
        await using var host = await TestHost.StartAsync();
        var gate = new TaskCompletionSource();
        host.Model.Enqueue(async (_, token) =>
        {
            await gate.Task.WaitAsync(token);
            return Testing.FakeModelClient.Answer("""{"greeting":"Hello Ada"}""");
        });

        var accepted = await host.PostAsync("/skills/greeter", """{"name":"Ada"}""", ("Prefer", "respond-async"));
        var running = await host.GetAsync(accepted["Location"]!);
        gate.SetResult();
        var finished = await host.GetAsync(accepted["Location"]!, ("Prefer", "wait=30"));

        Assert.Equal((202, "respond-async"), (accepted.Status, accepted["Preference-Applied"]));
        Assert.Equal($"/skills/runs/{accepted.Json.GetProperty("runId").GetString()}", accepted["Location"]);
        Assert.Equal("running", running.Json.GetProperty("status").GetString());
        Assert.NotNull(running["Retry-After"]);
        Assert.Equal("success", finished.Json.GetProperty("status").GetString());
        Assert.Equal("Hello Ada", finished.Json.GetProperty("outputs").GetProperty("greeting").GetString());
        Assert.Null(finished["Retry-After"]);
    }

    [Fact]
    public async Task AFailedRunHoldsItsProblem()
    {
        await using var host = await TestHost.StartAsync();

        var gate = host.Model.EnqueueHeld();
        var accepted = await host.PostAsync("/skills/strict", """{"name":"Ada"}""", ("Prefer", "respond-async"));
        gate.SetResult();
        var finished = await host.GetAsync(accepted["Location"]!, ("Prefer", "wait=30"));

        Assert.Equal("failed", finished.Json.GetProperty("status").GetString());
        Assert.Equal("urn:skills:problem:rule-failed", finished.Json.GetProperty("problem").GetProperty("type").GetString());
    }

    [Fact]
    public async Task ACallerMayWaitAWhileForTheAnswerItself()
    {
        await using var host = await TestHost.StartAsync();

        var answer = await host.PostAsync("/skills/greeter", """{"name":"Ada"}""", ("Prefer", "respond-async, wait=30"));

        Assert.Equal((200, """{"greeting":"Hello Ada"}"""), (answer.Status, answer.Body));
    }

    [Fact]
    public async Task ARunCanBeCanceled()
    {
        await using var host = await TestHost.StartAsync();
        var (asked, canceled) = host.Model.EnqueueWatchedHang();
        var accepted = await host.PostAsync("/skills/greeter", """{"name":"Ada"}""", ("Prefer", "respond-async"));
        await asked.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        Assert.Equal(204, (await host.SendAsync(HttpMethod.Delete, accepted["Location"]!, null)).Status);
        await canceled.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Equal("canceled", (await host.GetAsync(accepted["Location"]!, ("Prefer", "wait=30"))).Json.GetProperty("status").GetString());
    }

    [Fact]
    public async Task TooManyRunsUnderWayAreRefused()
    {
        await using var host = await TestHost.StartAsync(static o => o.MaxRuns = 2);
        host.Model.EnqueueHang().EnqueueHang();

        await host.PostAsync("/skills/greeter", """{"name":"1"}""", ("Prefer", "respond-async"));
        await host.PostAsync("/skills/greeter", """{"name":"2"}""", ("Prefer", "respond-async"));
        var third = await host.PostAsync("/skills/greeter", """{"name":"3"}""", ("Prefer", "respond-async"));

        Assert.Equal((429, "too-many-runs"), (third.Status, third.Problem));
        Assert.NotNull(third["Retry-After"]);
    }

    [Fact]
    public async Task FinishedRunsMakeRoomForOthersAndThoseUnderWayDoNot()
    {
        await using var host = await TestHost.StartAsync(static o => o.MaxKeptBytes = 10_000);
        var big = $$"""{"name":"{{new string('x', 4000)}}"}""";

        // Without a model: what is refused at the first step is kept with its inputs all the same.
        var first = await host.PostAsync("/skills/greeter", big.Replace("name", "nome", StringComparison.Ordinal), ("Prefer", "respond-async"));
        if (first["Location"] is { } underWay)
        {
            await host.GetAsync(underWay, ("Prefer", "wait=30"));
        }

        host.Model.EnqueueHang().EnqueueHang();
        var second = await host.PostAsync("/skills/greeter", big, ("Prefer", "respond-async"));
        var third = await host.PostAsync("/skills/greeter", big.Replace("xx", "yy", StringComparison.Ordinal), ("Prefer", "respond-async"));
        var fourth = await host.PostAsync("/skills/greeter", big.Replace("xx", "zz", StringComparison.Ordinal), ("Prefer", "respond-async"));

        Assert.Equal((202, 202, 429), (second.Status, third.Status, fourth.Status));
        Assert.Equal(404, (await host.GetAsync(first["Location"]!)).Status);
        Assert.Equal(200, (await host.GetAsync(second["Location"]!)).Status);
    }

    [Fact]
    public async Task ARunIsItsCallersAlone()
    {
        await using var host = await TestHost.StartAsync(pipeline: WithUser);

        var accepted = await host.PostAsync("/skills/greeter", """{"name":"Ada"}""", ("Prefer", "respond-async"), ("X-User", "ada"));
        var own = await host.GetAsync(accepted["Location"]!, ("X-User", "ada"), ("Prefer", "wait=30"));
        var other = await host.GetAsync(accepted["Location"]!, ("X-User", "bo"));
        var ownList = await host.GetAsync("/skills/runs", ("X-User", "ada"));
        var otherList = await host.GetAsync("/skills/runs", ("X-User", "bo"));

        Assert.Equal((200, 404, "run-not-found"), (own.Status, other.Status, other.Problem));
        Assert.Equal(1, ownList.Json.GetProperty("runs").GetArrayLength());
        Assert.Equal(0, otherList.Json.GetProperty("runs").GetArrayLength());
    }

    [Fact]
    public async Task TheHistoryIsShownWhereAllowedOnly()
    {
        await using var closed = await TestHost.StartAsync(services: static (_, engine) => engine.AddMemoryExecutionLog());
        await using var open = await TestHost.StartAsync(static o => o.ShowHistory = true, services: static (_, engine) => engine.AddMemoryExecutionLog());

        var hidden = await closed.PostAsync("/skills/greeter", """{"name":"Ada"}""");
        var shown = await open.PostAsync("/skills/greeter", """{"name":"Ada"}""");
        var log = open.Services.GetRequiredService<MemoryExecutionLog>();
        await Eventually.HoldsAsync(() => log.Recent.Count > 0, "The run was not recorded.");

        var record = await open.GetAsync($"/skills/runs/{shown["Skill-Run-Id"]}");
        Assert.Equal(404, (await closed.GetAsync($"/skills/runs/{hidden["Skill-Run-Id"]}")).Status);
        Assert.Equal((200, "success"), (record.Status, record.Json.GetProperty("status").GetString()));
        Assert.False(record.Json.TryGetProperty("outputs", out _));
        Assert.Equal(1, (await open.GetAsync("/skills/runs")).Json.GetProperty("runs").GetArrayLength());
    }

    [Theory]
    [InlineData("""{"rating":5}""", 204)]
    [InlineData("""{"outcome":"partial","comment":"So so."}""", 204)]
    [InlineData("""{"rating":0}""", 400)]
    [InlineData("""{"rating":6}""", 400)]
    [InlineData("""{"rating":3,"outcome":"success"}""", 400)]
    [InlineData("""{"comment":"Only words."}""", 400)]
    [InlineData("""{"rating":5,"stars":5}""", 400)]
    [InlineData("[]", 400)]
    [InlineData("{}", 400)]
    public async Task FeedbackIsTakenForARun(string feedback, int status)
    {
        await using var host = await TestHost.StartAsync();
        var run = await host.PostAsync("/skills/greeter", """{"name":"Ada"}""");

        var answer = await host.PostAsync($"/skills/runs/{run["Skill-Run-Id"]}/feedback", feedback);

        Assert.Equal(status, answer.Status);
        if (status == 400)
        {
            Assert.Equal("feedback-invalid", answer.Problem);
        }
    }

    [Theory]
    [InlineData("/skills/runs/nonsense/feedback", 404)]
    [InlineData("/skills/runs/0198c0de-0000-7000-8000-000000000000/feedback", 202)]
    public async Task FeedbackForARunElsewhereIsRecordedAndForNoneIsNot(string path, int status)
    {
        await using var host = await TestHost.StartAsync();

        Assert.Equal(status, (await host.PostAsync(path, """{"rating":5}""")).Status);
    }

    private static void WithUser(WebApplication app) => app.Use(static (http, next) =>
    {
        http.User = new(new ClaimsIdentity([new(ClaimTypes.NameIdentifier, http.Request.Headers["X-User"].ToString())], "test"));
        return next(http);
    });
}
