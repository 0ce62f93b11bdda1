using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Skills.Engine.Batches;
using Skills.Engine.Testing;

namespace Skills.Engine.Dashboard.Tests;

/// <summary>Batch runs of the real package, seen and controlled in the browser.</summary>
public sealed class BatchPageTests(Browser browser) : IClassFixture<Browser>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("skills-batches-").FullName;
    private readonly SemaphoreSlim _gate = new(0);

    public void Dispose()
    {
        _gate.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task ABatchIsFollowedPausedResumedAndItsFailuresAreCounted()
    {
        await using var host = await StartAsync();
        await host.Engine.Batches.StartAsync(Some.Greeter, Items(valid: 6, invalid: 2), new() { Id = "night", Parallelism = 1 }, TestContext.Current.CancellationToken);
        await using var tab = await browser.OpenAsync($"{host.Address}skills-ui/#/batches");
        await tab.Page.Locator("html[data-live=on]").WaitForAsync();
        var row = tab.Page.Locator("tbody tr").Filter(new() { HasText = "night" });

        _gate.Release(2);
        await Assertions.Expect(row).ToContainTextAsync("2 of 8");
        await tab.AssertAccessibleAsync();
        await tab.Page.SetViewportSizeAsync(360, 740);
        Assert.True(await tab.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0, "The page is too wide for a phone.");
        await tab.Page.SetViewportSizeAsync(1280, 900);
        await row.GetByRole(AriaRole.Button, new() { Name = "Pause night" }).ClickAsync();
        await Assertions.Expect(row.Locator(".status")).ToHaveTextAsync("paused");
        _gate.Release(1);
        await Eventually.EndsAsync(host.Engine.Batches.WaitAsync("night", TestContext.Current.CancellationToken));
        await Assertions.Expect(row).ToContainTextAsync("3 of 8");

        await row.GetByRole(AriaRole.Button, new() { Name = "Resume night" }).ClickAsync();
        _gate.Release(3);
        await Assertions.Expect(row.Locator(".status")).ToHaveTextAsync("completed");
        await row.GetByRole(AriaRole.Link, new() { Name = "night" }).ClickAsync();
        await tab.ShownAsync();
        await Assertions.Expect(tab.Page.GetByRole(AriaRole.Region, new() { Name = "Failures" })).ToContainTextAsync("input.");
        await Assertions.Expect(tab.Page.Locator("main")).ToContainTextAsync("8 of 8 (100 %)");
        await tab.AssertAccessibleAsync();
        Assert.Equal(6, host.Model.Calls);
        Assert.Empty(tab.Troubles);
    }

    [Fact]
    public async Task ACanceledBatchStaysCanceledAndSaysWhyItCannotGoOn()
    {
        await using var host = await StartAsync();
        await host.Engine.Batches.StartAsync(Some.Greeter, Items(valid: 3, invalid: 0), new() { Id = "night", Parallelism = 1 }, TestContext.Current.CancellationToken);
        await using var tab = await browser.OpenAsync($"{host.Address}skills-ui/#/batches/night");
        tab.Page.Dialog += static async (_, d) => await d.AcceptAsync();

        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Cancel night" }).ClickAsync();

        await Assertions.Expect(tab.Page.Locator(".facts .status")).ToHaveTextAsync("canceled");
        await Assertions.Expect(tab.Page.GetByRole(AriaRole.Button, new() { Name = "Resume night" })).ToHaveCountAsync(0);
        var (status, text) = await SecurityTests.ActAsync(host, "/skills-ui/api/batches/night/resume", "{}");
        Assert.Equal(409, status);
        Assert.Contains("was canceled", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("#/batches")]
    [InlineData("#/batches/night")]
    public async Task ABatchIsDeletedOnceItHasEndedAndWhenThePersonConfirms(string page)
    {
        await using var host = await StartAsync();
        await host.Engine.Batches.StartAsync(Some.Greeter, Items(valid: 1, invalid: 0), new() { Id = "night", Parallelism = 1 }, TestContext.Current.CancellationToken);
        await using var tab = await browser.OpenAsync($"{host.Address}skills-ui/{page}");
        var delete = tab.Page.GetByRole(AriaRole.Button, new() { Name = "Delete night" });
        await Assertions.Expect(tab.Page.GetByRole(AriaRole.Button, new() { Name = "Cancel night" })).ToHaveCountAsync(1);
        await Assertions.Expect(delete).ToHaveCountAsync(0);
        _gate.Release();
        await Eventually.EndsAsync(host.Engine.Batches.WaitAsync("night", TestContext.Current.CancellationToken));

        // Without a handler, dialogs are dismissed.
        await delete.ClickAsync();
        await Assertions.Expect(delete).ToHaveCountAsync(1);
        Assert.Single(await ListAsync(host));
        tab.Page.Dialog += static async (_, d) => await d.AcceptAsync();
        await delete.ClickAsync();

        await Assertions.Expect(tab.Page.Locator("main")).ToContainTextAsync("No batch runs yet.");
        Assert.EndsWith("#/batches", tab.Page.Url, StringComparison.Ordinal);
        Assert.Empty(await ListAsync(host));
        Assert.Empty(tab.Troubles);
    }

    [Fact]
    public async Task ABatchWhoseSourceThisProcessDoesNotHaveIsResumedElsewhere()
    {
        await using (var first = await StartAsync())
        {
            await first.Engine.Batches.StartAsync(Some.Greeter, Endless(), new() { Id = "night", Parallelism = 1, MaxPending = 2 }, TestContext.Current.CancellationToken);
            await Eventually.HoldsAsync(() => first.Model.Calls == 1, "The batch did not start.");
            Assert.Equal(200, (await SecurityTests.ActAsync(first, "/skills-ui/api/batches/night/pause", "{}")).Status);
            _gate.Release(1);
            await Eventually.EndsAsync(first.Engine.Batches.WaitAsync("night", TestContext.Current.CancellationToken));
        }

        await using var second = await StartAsync();
        var (status, text) = await SecurityTests.ActAsync(second, "/skills-ui/api/batches/night/resume", "{}");

        Assert.Equal(409, status);
        Assert.Contains("The source was not read to its end", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("batches/night/pause", 200)]
    [InlineData("batches/night/resume", 409)]
    [InlineData("batches/night/delete", 409)]
    [InlineData("batches/night/explode", 404)]
    [InlineData("batches/unknown/pause", 409)]
    [InlineData("batches/unknown/resume", 409)]
    public async Task AnActionIsDoneOrRefusedWithASentence(string action, int expected)
    {
        await using var host = await StartAsync();
        await host.Engine.Batches.StartAsync(Some.Greeter, Items(valid: 1, invalid: 0), new() { Id = "night" }, TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync(() => host.Model.Calls == 1, "The batch did not start.");
        if (action.EndsWith("night/resume", StringComparison.Ordinal))
        {
            _gate.Release();
            await Eventually.EndsAsync(host.Engine.Batches.WaitAsync("night", TestContext.Current.CancellationToken));
        }

        var (status, text) = await SecurityTests.ActAsync(host, $"/skills-ui/api/{action}", "{}");

        Assert.Equal(expected, status);
        Assert.True(JsonElement.Parse(text).TryGetProperty(expected == 200 ? "state" : "detail", out _), text);
        Assert.Equal(400, (await SecurityTests.PostAsync(host, $"/skills-ui/api/{action}", "{}")).Status);
    }

    [Fact]
    public async Task WithoutBatchesThereIsNoSuchPageInTheNavigation()
    {
        await using var host = await DashboardHost.StartAsync();
        await using var tab = await browser.OpenAsync($"{host.Address}skills-ui/#/batches");

        Assert.Contains("AddSkillBatches", await tab.TextAsync(), StringComparison.Ordinal);
        await Assertions.Expect(tab.Page.GetByRole(AriaRole.Link, new() { Name = "Batches" })).ToHaveCountAsync(0);
    }

    private static async Task<IReadOnlyList<BatchSummary>> ListAsync(DashboardHost host) =>
        await host.Services.GetRequiredService<IBatchOverview>().ListAsync(10, TestContext.Current.CancellationToken);

    private async Task<DashboardHost> StartAsync()
    {
        var host = await DashboardHost.StartAsync(static o => o.LiveInterval = TimeSpan.FromMilliseconds(100), (_, engine) => engine.AddSkillBatches(Path.Combine(_folder, "journal.db")));
        host.Model.Respond(async (_, token) =>
        {
            await _gate.WaitAsync(token);
            return FakeModelClient.Answer("""{"greeting":"Hello"}""");
        });
        return host;
    }

    private static BatchSource Items(int valid, int invalid) => BatchSource.From(
        Enumerable.Range(0, valid).Select(static n => new BatchItem(JsonElement.Parse($$"""{"name":"Ada {{n}}"}""")))
            .Concat(Enumerable.Repeat(new BatchItem(JsonElement.Parse("{}")), invalid)));

    private static BatchSource Endless() => BatchSource.From(Enumerable.Range(0, int.MaxValue).Select(static n => new BatchItem(JsonElement.Parse($$"""{"name":"Ada {{n}}"}"""))));
}
