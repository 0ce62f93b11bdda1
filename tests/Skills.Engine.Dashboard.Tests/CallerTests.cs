using System.Text;

namespace Skills.Engine.Dashboard.Tests;

/// <summary>Playground runs belong to their caller, and as many run and listen as may.</summary>
public sealed class CallerTests
{
    [Fact]
    public async Task APlaygroundRunIsOfItsCallersTenant()
    {
        await using var host = await DashboardHost.StartAsync(static o =>
        {
            o.ShowContent = true;
            o.Context = static http => new() { UserId = "ada", TenantId = http.Request.Headers["X-Tenant"] };
        });
        host.Model.Enqueue("""{"greeting":"for a"}""").Enqueue("""{"greeting":"for b"}""");

        foreach (var tenant in new[] { "a", "b", "a", "b" })
        {
            var (status, text) = await RunAsync(host, tenant);
            Assert.Equal(200, status);
            Assert.Contains($"for {tenant}", text, StringComparison.Ordinal);
        }

        Assert.Equal(2, host.Model.Calls);
        await Eventually.HoldsAsync(async () => (await host.History.ListAsync(new() { Tenant = "b" }, TestContext.Current.CancellationToken)).Items.Count == 2, "The runs of b were not recorded.");
        Assert.All((await host.History.ListAsync(new() { Tenant = "a" }, TestContext.Current.CancellationToken)).Items, static r => Assert.Equal("a", r.TenantId));
    }

    [Fact]
    public async Task AsManyPlaygroundRunsAsAllowedRunAndOneMoreIsRefused()
    {
        await using var host = await DashboardHost.StartAsync(static o => o.MaxPlaygroundRuns = 2);
        host.Model.EnqueueHang().EnqueueHang();
        using var leaves = new CancellationTokenSource();
        var running = new[] { RunAsync(host, "a", "Bo", leaves), RunAsync(host, "a", "Cy", leaves) };
        await Eventually.HoldsAsync(() => host.Model.Calls == 2, "The runs did not start.");

        Assert.Equal(503, (await RunAsync(host, "a")).Status);

        await leaves.CancelAsync();
        foreach (var run in running)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Eventually.EndsAsync(run));
        }

        await Eventually.HoldsAsync(async () => (await RunAsync(host, "a")).Status == 200, "The room of the runs that ended is not free.");
    }

    [Fact]
    public async Task AsManyPagesAsAllowedListenAndOneMoreIsRefused()
    {
        await using var host = await DashboardHost.StartAsync(static o => o.MaxLiveStreams = 2);
        using (var first = await ListenAsync(host))
        using (var second = await ListenAsync(host))
        {
            using var third = await ListenAsync(host);
            Assert.Equal((200, 200, 503), ((int)first.StatusCode, (int)second.StatusCode, (int)third.StatusCode));
        }

        await Eventually.HoldsAsync(
            async () =>
            {
                using var next = await ListenAsync(host);
                return (int)next.StatusCode == 200;
            },
            "The room of the pages that were closed is not free.");
    }

    private static Task<HttpResponseMessage> ListenAsync(DashboardHost host) =>
        host.Client.GetAsync("/skills-ui/api/events", HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);

    private static async Task<(int Status, string Text)> RunAsync(DashboardHost host, string tenant, string name = "Ada", CancellationTokenSource? leaves = null)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(leaves?.Token ?? CancellationToken.None, TestContext.Current.CancellationToken);
        var token = await SecurityTests.TokenAsync(host);
        var run = $$$"""{"input":{"name":"{{{name}}}"},"mode":"live","useCache":true}""";
        using var request = new HttpRequestMessage(HttpMethod.Post, "/skills-ui/api/skills/greeter/run") { Content = new StringContent(run, Encoding.UTF8, "application/json") };
        foreach (var (header, value) in new[] { ("Cookie", $"skills-ui-token={token}"), ("X-Skills-Token", token), ("X-Tenant", tenant) })
        {
            request.Headers.TryAddWithoutValidation(header, value);
        }

        using var response = await host.Client.SendAsync(request, either.Token);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(either.Token));
    }
}
