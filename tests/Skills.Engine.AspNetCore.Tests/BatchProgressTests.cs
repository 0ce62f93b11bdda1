using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Skills.Engine.Batches;
using Skills.Engine.Testing;

namespace Skills.Engine.AspNetCore.Tests;

/// <summary>The progress of batch runs over HTTP: whose it is, what it says, and the bounds of its streams.</summary>
public sealed class BatchProgressTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TheProgressOfARunIsStreamedUntilTheRunEnds()
    {
        var folder = Directory.CreateTempSubdirectory("skills-batch-");
        try
        {
            await using var host = await TestHost.StartAsync(
                services: (_, engine) => engine.AddSkillBatches(Path.Combine(folder.FullName, "batches.db")),
                pipeline: static app => app.MapSkillBatches("/batches", static o => o.Interval = TimeSpan.FromMilliseconds(100)),
                cheap: false);
            var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            host.Model.Respond(async (request, cancellationToken) =>
            {
                await gate.Task.WaitAsync(cancellationToken);
                return FakeModelClient.Answer(request.Messages[^1].Text.Contains("Greet 7", StringComparison.Ordinal) ? "{}" : """{"greeting":"Hello"}""");
            });
            var items = Enumerable.Range(1, 20).Select(static n => new BatchItem(JsonElement.Parse($$"""{"name":"{{n}}"}""")));
            await host.Services.GetRequiredService<SkillBatches>().StartAsync(Some.Greeter, BatchSource.From(items), new() { Id = "twenty", BudgetUsd = 100 }, Token);

            using var events = await EventReader.OpenAsync(host, "/batches/twenty/events");
            var first = await events.NextAsync();
            gate.SetResult();
            var all = new List<(string Name, JsonElement Data)> { first!.Value };
            while (await events.NextAsync() is { } next)
            {
                all.Add(next);
            }

            Assert.Equal((200, "text/event-stream"), (events.Status, events.Type));
            Assert.All(all.SkipLast(1), static e => Assert.Equal(("progress", "running"), (e.Name, Text(e.Data, "state"))));
            Assert.Equal((0, 0, 100), (Number(all[0].Data, "succeeded"), Number(all[0].Data, "failed"), Number(all[0].Data, "budgetUsd")));
            var end = all[^1].Data;
            Assert.Equal(("end", "completed", "twenty", "greeter"), (all[^1].Name, Text(end, "state"), Text(end, "id"), Text(end, "skill")));
            Assert.Equal((20, 19, 1, 0, 0), (Number(end, "read"), Number(end, "succeeded"), Number(end, "failed"), Number(end, "pending"), Number(end, "inFlight")));
            Assert.Equal("""{"output.required":1}""", end.GetProperty("failures").GetRawText());
            Assert.Equal(("exact", 0), (Text(end, "costKind"), Number(end, "remainingSeconds")));
            Assert.InRange(Number(end, "spentUsd"), 0.001m, 100);
            Assert.InRange(Number(end, "committedUsd"), Number(end, "spentUsd"), 100);
            Assert.InRange(Number(end, "itemsPerSecond"), 0, 1_000_000);
            Assert.Equal("completed", Text((await host.GetAsync("/batches/twenty")).Json, "state"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("a", "bo")]
    [InlineData("b", "ada")]
    [InlineData("a", null)]
    [InlineData(null, "ada")]
    [InlineData(null, null)]
    public async Task ARunIsSeenByItsUserOfItsTenantOnly(string? tenant, string? user)
    {
        await using var host = await FakeBatches.HostAsync(new(FakeBatches.Running("one") with { TenantId = "a", UserId = "ada" }));

        foreach (var path in new[] { "/batches/one", "/batches/one/events" })
        {
            var other = await host.GetAsync(path, Headers(tenant, user));
            var missing = await host.GetAsync(path.Replace("one", "two", StringComparison.Ordinal), Headers("a", "ada"));
            Assert.Equal((404, "batch-not-found", missing.Body), (other.Status, other.Problem, other.Body));
        }

        Assert.Equal(200, (await host.GetAsync("/batches/one", Headers("a", "ada"))).Status);
        using var own = await EventReader.OpenAsync(host, "/batches/one/events", Headers("a", "ada"));
        Assert.Equal("one", Text((await own.NextAsync())!.Value.Data, "id"));
    }

    [Fact]
    public async Task ARunIsDeletedByItsUserOfItsTenantOnceItIsOver()
    {
        var folder = Directory.CreateTempSubdirectory("skills-batch-");
        try
        {
            await using var host = await TestHost.StartAsync(
                services: (_, engine) => engine.AddSkillBatches(Path.Combine(folder.FullName, "batches.db")),
                pipeline: static app => app.MapSkillBatches("/batches", static o => o.Context = static http => new() { TenantId = http.Request.Headers["X-Tenant"], UserId = http.Request.Headers["X-User"] }),
                cheap: false);
            var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            host.Model.Respond(async (_, cancellationToken) =>
            {
                await gate.Task.WaitAsync(cancellationToken);
                return FakeModelClient.Answer("""{"greeting":"Hello"}""");
            });
            var batches = host.Services.GetRequiredService<SkillBatches>();
            foreach (var tenant in new[] { "a", "b" })
            {
                await batches.StartAsync(Some.Greeter, BatchSource.From([new BatchItem(JsonElement.Parse("""{"name":"Ada"}"""))]), new() { Id = "of-" + tenant, Context = new() { TenantId = tenant, UserId = "ada" } }, Token);
            }

            var running = await DeleteAsync("of-a", "a", "ada");
            gate.SetResult();
            await batches.WaitAsync("of-a", Token).WaitAsync(TimeSpan.FromSeconds(30), Token);
            await batches.WaitAsync("of-b", Token).WaitAsync(TimeSpan.FromSeconds(30), Token);
            Answer[] foreign = [await DeleteAsync("of-a", "b", "ada"), await DeleteAsync("of-a", "a", "bob"), await DeleteAsync("of-a", null, null)];
            var own = await DeleteAsync("of-a", "a", "ada");
            var again = await DeleteAsync("of-a", "a", "ada");

            Assert.Equal((409, "batch-active"), (running.Status, running.Problem));
            Assert.All(foreign, f => Assert.Equal((404, "batch-not-found", again.Body), (f.Status, f.Problem, f.Body)));
            Assert.Equal((204, 404), (own.Status, again.Status));
            Assert.Equal(["of-b"], (await batches.ListAsync(cancellationToken: Token)).Select(static r => r.Id));

            Task<Answer> DeleteAsync(string run, string? tenant, string? user) => host.SendAsync(HttpMethod.Delete, "/batches/" + run, null, Headers(tenant, user));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task ARunWithoutTenantAndUserIsSeenByCallersWithoutThem()
    {
        await using var host = await FakeBatches.HostAsync(new(FakeBatches.Running("one")));

        Assert.Equal(200, (await host.GetAsync("/batches/one")).Status);
        Assert.Equal(404, (await host.GetAsync("/batches/one", Headers("a", "ada"))).Status);
    }

    [Fact]
    public async Task TheReasonOfAStopIsToldWithoutItsSentenceAndFailuresAreBounded()
    {
        var failures = Enumerable.Range(0, 200).ToDictionary(static n => $"rule.{n:D3}", static n => (long)n);
        var stopped = FakeBatches.Running("one") with { State = "stopped", StopReason = "source", StopMessage = "Row 7 is 'secret'.", Failures = failures };
        await using var host = await FakeBatches.HostAsync(new(stopped));

        var answer = await host.GetAsync("/batches/one");

        Assert.Equal("source", Text(answer.Json, "stopReason"));
        Assert.DoesNotContain("secret", answer.Body, StringComparison.Ordinal);
        Assert.Equal(50, answer.Json.GetProperty("failures").EnumerateObject().Count());
        Assert.Equal(199, answer.Json.GetProperty("failures").GetProperty("rule.199").GetInt32());
    }

    [Fact]
    public async Task StreamsAreBoundedInAllAndForEachTenant()
    {
        var runs = new FakeBatches([.. new[] { "a", "b", "c" }.Select(static t => FakeBatches.Running(t) with { TenantId = t, UserId = "ada" })]);
        await using var host = await FakeBatches.HostAsync(runs, static o => (o.MaxStreams, o.MaxStreamsPerCaller) = (2, 1));
        var a = await EventReader.OpenAsync(host, "/batches/a/events", Headers("a", "ada"));

        Assert.Equal(429, (await host.GetAsync("/batches/a/events", Headers("a", "ada"))).Status);
        using var b = await EventReader.OpenAsync(host, "/batches/b/events", Headers("b", "ada"));
        Assert.Equal(200, b.Status);
        var refused = await host.GetAsync("/batches/c/events", Headers("c", "ada"));
        a.Dispose();

        Assert.Equal((429, "too-many-streams"), (refused.Status, refused.Problem));
        await IsServedAsync(host, "/batches/c/events", Headers("c", "ada"));
    }

    [Fact]
    public async Task AClientThatTakesNothingIsLeft()
    {
        // More than the system buffers between two sockets, in a few events.
        var run = FakeBatches.Running("one") with { Skill = new string('x', 2_000_000) };
        await using var host = await FakeBatches.HostAsync(new(run), static o => (o.MaxStreams, o.StreamStallTimeout) = (1, TimeSpan.FromMilliseconds(300)));
        using var socket = new TcpClient { ReceiveBufferSize = 8 * 1024 };
        await socket.ConnectAsync(host.Client.BaseAddress!.Host, host.Client.BaseAddress.Port, Token);
        await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes("GET /batches/one/events HTTP/1.1\r\nHost: localhost\r\n\r\n"), Token);
        await Eventually.HoldsAsync(() => socket.Available > 0, "The stream was not opened.");

        await IsServedAsync(host, "/batches/one/events");
    }

    [Fact]
    public async Task AStreamEndsAfterItsLifetime()
    {
        await using var host = await FakeBatches.HostAsync(new(FakeBatches.Running("one")), static o => o.StreamLifetime = TimeSpan.FromMilliseconds(250));
        using var events = await EventReader.OpenAsync(host, "/batches/one/events");

        while (await events.NextAsync() is { } next)
        {
            Assert.Equal("progress", next.Name);
        }
    }

    [Fact]
    public async Task AStreamWhoseStoreFailsIsClosedAndItsPlaceIsFree()
    {
        var failure = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var host = await FakeBatches.HostAsync(new(FakeBatches.Running("one")) { Failure = failure.Task }, static o => o.MaxStreams = 1);
        using (var events = await EventReader.OpenAsync(host, "/batches/one/events"))
        {
            Assert.NotNull(await events.NextAsync());
            failure.SetException(new InvalidOperationException("The store is gone."));
            await Assert.ThrowsAnyAsync<IOException>(async () =>
            {
                while (await events.NextAsync() is not null)
                {
                }
            });
        }

        await IsServedAsync(host, "/batches/one/events");
    }

    [Fact]
    public async Task AHostWithoutBatchRunsOrWithWrongBoundsIsRefused()
    {
        var missing = await Assert.ThrowsAsync<InvalidOperationException>(() => TestHost.StartAsync(pipeline: static app => app.MapSkillBatches()));
        Action<SkillBatchesEndpointOptions>[] wrong =
        [
            static o => o.Interval = TimeSpan.FromMilliseconds(99), static o => o.Interval = TimeSpan.FromMinutes(2), static o => o.Heartbeat = TimeSpan.Zero, static o => o.StreamStallTimeout = TimeSpan.Zero,
            static o => o.StreamLifetime = TimeSpan.Zero, static o => o.MaxStreams = 0, static o => o.MaxStreamsPerCaller = 0,
        ];

        Assert.Contains("call AddSkillBatches", missing.Message, StringComparison.Ordinal);
        foreach (var configure in wrong)
        {
            await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => FakeBatches.HostAsync(new(), configure));
        }
    }

    private static async Task IsServedAsync(TestHost host, string path, params (string, string)[] headers) => await Eventually.HoldsAsync(
        async () =>
        {
            using var events = await EventReader.OpenAsync(host, path, headers);
            return events.Status == 200;
        },
        "The place of the stream that ended is not free.");

    private static (string, string)[] Headers(string? tenant, string? user) =>
        [.. new[] { ("X-Tenant", tenant), ("X-User", user) }.Where(static h => h.Item2 is not null).Select(static h => (h.Item1, h.Item2!))];

    private static string? Text(JsonElement data, string name) => data.GetProperty(name).GetString();

    private static decimal Number(JsonElement data, string name) => data.GetProperty(name).GetDecimal();
}
