using Microsoft.Playwright;

namespace Skills.Engine.Dashboard.Tests;

public sealed class PageTests(Browser browser) : IClassFixture<Browser>
{
    private static readonly string[] Pages = ["skills", "skills/greeter", "skills/broken", "runs", "compare", "tests", "routing", "cache", "findings", "no-such-page"];

    private static void Show(SkillsDashboardOptions options) => options.ShowContent = true;

    [Fact]
    public async Task EveryPageIsShownWithoutTroubleAndIsAccessible()
    {
        await using var host = await DashboardHost.StartAsync(Show, capture: true);
        var run = await host.RunAsync("Ada");
        foreach (var dark in new[] { false, true })
        {
            await using var tab = await browser.OpenAsync($"{host.Address}skills-ui", dark: dark);
            foreach (var page in Pages.Append($"runs/{run.ExecutionId}"))
            {
                await tab.GoAsync($"{host.Address}skills-ui/#/{page}");
                await tab.AssertAccessibleAsync();
            }

            Assert.Empty(tab.Troubles);
        }
    }

    [Fact]
    public async Task APageOf360PixelsDoesNotScrollSideways()
    {
        await using var host = await DashboardHost.StartAsync(Show, capture: true);
        var run = await host.RunAsync("Ada");
        await using var tab = await browser.OpenAsync($"{host.Address}skills-ui", width: 360, height: 740);
        foreach (var page in Pages.Append($"runs/{run.ExecutionId}"))
        {
            await tab.GoAsync($"{host.Address}skills-ui/#/{page}");
            var overflow = await tab.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
            Assert.True(overflow <= 0, $"{page} is {overflow} pixels too wide.");
        }
    }

    [Fact]
    public async Task ThePromptIsRenderedWhileTypingAndTheRunIsShownWithItsRepairs()
    {
        await using var host = await DashboardHost.StartAsync(Show);
        await using var tab = await browser.OpenAsync($"{host.Address}skills-ui/#/skills/greeter");

        await tab.Page.GetByLabel("name", new() { Exact = true }).FillAsync("Grace");
        await Assertions.Expect(tab.Page.GetByLabel("Prompt", new() { Exact = true })).ToContainTextAsync("Greet Grace 1 times.");
        await Assertions.Expect(tab.Page.Locator("#estimate")).ToContainTextAsync("tokens");

        await tab.Page.GetByLabel("Run", new() { Exact = true }).SelectOptionAsync("live");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Run", Exact = true }).ClickAsync();

        var result = tab.Page.GetByLabel("Result", new() { Exact = true });
        await Assertions.Expect(result).ToContainTextAsync("Hello Ada");
        await Assertions.Expect(result.Locator(".mark.repair")).ToHaveCountAsync(1);
        await Assertions.Expect(result.Locator(".waterfall g")).ToHaveCountAsync(8);
        Assert.Equal(1, host.Model.Calls);
        Assert.Empty(tab.Troubles);
    }

    [Fact]
    public async Task ADryRunCallsNoModelAndAnExampleIsOneClickAway()
    {
        await using var host = await DashboardHost.StartAsync(Show);
        await using var tab = await browser.OpenAsync($"{host.Address}skills-ui/#/skills/greeter");

        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "example: a friend" }).ClickAsync();
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Run", Exact = true }).ClickAsync();

        await Assertions.Expect(tab.Page.GetByLabel("Result", new() { Exact = true })).ToContainTextAsync("Hello Bo");
        Assert.Equal(0, host.Model.Calls);
    }

    [Fact]
    public async Task AnInputThatIsNotValidAndABrokenTemplateSayWhy()
    {
        await using var host = await DashboardHost.StartAsync(Show);
        await using var tab = await browser.OpenAsync($"{host.Address}skills-ui/#/skills/greeter");
        await tab.Page.GetByLabel("times (optional)").FillAsync("12");
        await Assertions.Expect(tab.Page.GetByLabel("Prompt", new() { Exact = true })).ToContainTextAsync("/times");

        await tab.GoAsync($"{host.Address}skills-ui/#/skills/broken");
        await tab.Page.GetByLabel("name", new() { Exact = true }).FillAsync("Grace");
        await Assertions.Expect(tab.Page.GetByLabel("Prompt", new() { Exact = true })).ToContainTextAsync("no_such_filter");
    }

    [Fact]
    public async Task NewRunsAppearByThemselvesAndARunHasAnAddress()
    {
        await using var host = await DashboardHost.StartAsync(Show, capture: true);
        await using var tab = await browser.OpenAsync($"{host.Address}skills-ui/#/runs");
        await tab.Page.Locator("html[data-live=on]").WaitForAsync();
        Assert.Contains("No runs fit.", await tab.TextAsync(), StringComparison.Ordinal);

        var run = await host.RunAsync("Ada");
        await Assertions.Expect(tab.Page.Locator("tbody tr")).ToHaveCountAsync(1);
        await tab.Page.Locator("tbody a").First.ClickAsync();
        await tab.Page.WaitForURLAsync($"**/#/runs/{run.ExecutionId}");
        await tab.ShownAsync();
        await tab.Page.ReloadAsync();
        await Assertions.Expect(tab.Page.Locator("main")).ToContainTextAsync("Run of greeter");
        await Assertions.Expect(tab.Page.Locator("main")).ToContainTextAsync("Hello Ada");
    }

    [Fact]
    public async Task TwoVersionsAreCompared()
    {
        await using var host = await DashboardHost.StartAsync(Show);
        await using var tab = await browser.OpenAsync($"{host.Address}skills-ui/#/compare?skill=greeter");

        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Compare" }).ClickAsync();

        var outcome = tab.Page.GetByLabel("Differences");
        await Assertions.Expect(outcome).ToContainTextAsync("Say hello to Bo");
        await Assertions.Expect(outcome.Locator(".removed").First).ToBeVisibleAsync();
        await Assertions.Expect(outcome.Locator(".added").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task TheCacheOfASkillIsInvalidated()
    {
        await using var host = await DashboardHost.StartAsync();
        await host.RunAsync("Ada");
        Assert.True((await host.RunAsync("Ada")).CacheHit);
        await using var tab = await browser.OpenAsync($"{host.Address}skills-ui/#/cache");
        tab.Page.Dialog += async (_, d) => await d.AcceptAsync();

        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Invalidate greeter" }).ClickAsync();
        await Assertions.Expect(tab.Page.Locator("#live")).ToContainTextAsync("Invalidated greeter.");

        Assert.False((await host.RunAsync("Ada")).CacheHit);
    }

    [Fact]
    public async Task ThePagesWorkByKeyboard()
    {
        await using var host = await DashboardHost.StartAsync(Show);
        await using var tab = await browser.OpenAsync($"{host.Address}skills-ui/");

        await tab.Page.Keyboard.PressAsync("Tab");
        await tab.Page.GetByRole(AriaRole.Link, new() { Name = "Runs", Exact = true }).First.FocusAsync();
        await tab.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(tab.Page.Locator("main h1")).ToHaveTextAsync("Runs");
        await Assertions.Expect(tab.Page.Locator("nav a[aria-current]")).ToHaveTextAsync("Runs");
    }
}
