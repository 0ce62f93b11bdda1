using System.Text.Json;
using Microsoft.Playwright;
using Skills.Engine.Testing;

namespace Skills.Engine.Dashboard.Tests;

/// <summary>What the page of one run shows of its key and its tools, and what moving the knob would change.</summary>
public sealed class RunPageTests(Browser browser) : IClassFixture<Browser>
{
    private static readonly Skill Clerk = Some.Greeter with { Id = "clerk", Name = "Clerk", Tools = ["look_up"], Variants = [] };

    [Fact]
    public async Task ARunShowsThePartsOfItsKeyAndTheCallsOfItsTools()
    {
        await using var host = await StartAsync(show: true);
        var run = await RunAsync(host);
        await using var tab = await browser.OpenAsync($"{host.Address}skills-ui/#/runs/{run.ExecutionId}");

        var tools = tab.Page.GetByRole(AriaRole.Region, new() { Name = "Tool calls" });
        await Assertions.Expect(tools).ToContainTextAsync("look_up");
        await Assertions.Expect(tools).ToContainTextAsync($"order {Some.Canary}");
        await tab.Page.GetByText("parts, each with its hash").ClickAsync();
        var parts = tab.Page.GetByRole(AriaRole.Region, new() { Name = "Parts of the cache key" });
        await Assertions.Expect(parts).ToContainTextAsync("skill.promptTemplate");
        await Assertions.Expect(parts).ToContainTextAsync("inputs/name");
        await Assertions.Expect(tab.Page.GetByText("has the same key now")).ToBeVisibleAsync();
        await tab.AssertAccessibleAsync();
        Assert.Empty(tab.Troubles);
    }

    [Fact]
    public async Task ToolsAndKeyPartsAreHiddenWithTheContent()
    {
        await using var host = await StartAsync(show: false);
        var run = await RunAsync(host);

        var text = await host.Client.GetStringAsync($"/skills-ui/api/runs/{run.ExecutionId}", TestContext.Current.CancellationToken);

        Assert.Contains("look_up", text, StringComparison.Ordinal);
        Assert.DoesNotContain(Some.Canary, text, StringComparison.Ordinal);
        Assert.DoesNotContain("cache_key_parts", text, StringComparison.Ordinal);
        Assert.DoesNotContain("arguments", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheKnobChoosesTheCheaperModelAtOneEndAndTheBetterOneAtTheOther()
    {
        var (cheap, good) = (new FakeModelClient("cheap").Reply("""{"greeting":"Hi"}"""), new FakeModelClient("good").Reply("""{"greeting":"Hi"}"""));
        await using var host = await DashboardHost.StartAsync(services: (_, engine) => engine
            .AddModelClient(cheap, cheap.Model("small") with { Quality = 0.4, Prices = [new() { Input = 1, Output = 1 }] })
            .AddModelClient(good, good.Model("large") with { Quality = 0.99, Prices = [new() { Input = 50, Output = 50 }] })
            .AddSkill(Some.Greeter with { Id = "chooser", Name = "Chooser", Variants = [], ModelPreferences = new() { Providers = ["cheap", "good"] } }));
        var run = await host.Engine.ExecuteAsync("chooser", new { name = "Ada" }, null, TestContext.Current.CancellationToken);
        Assert.True(run.IsSuccess);
        await Eventually.HoldsAsync(async () => await host.History.FindAsync(run.ExecutionId) is not null, "The run was not recorded.");
        var calls = cheap.Calls + good.Calls;

        var answer = JsonElement.Parse(await host.Client.GetStringAsync("/skills-ui/api/routing/what-if?skill=chooser", TestContext.Current.CancellationToken));
        var points = answer.GetProperty("points").EnumerateArray().ToList();
        Assert.Equal(1, answer.GetProperty("sampled").GetInt32());
        Assert.Equal("small", points[0].GetProperty("models")[0].GetProperty("id").GetString());
        Assert.Equal("large", points[^1].GetProperty("models")[0].GetProperty("id").GetString());
        Assert.Equal(0.000015m, points[0].GetProperty("spendUsd").GetDecimal());
        Assert.Equal(0.00075m, points[^1].GetProperty("spendUsd").GetDecimal());
        Assert.Equal(calls, cheap.Calls + good.Calls);

        await using var tab = await browser.OpenAsync($"{host.Address}skills-ui/#/routing");
        await tab.Page.GetByLabel("Skill", new() { Exact = true }).SelectOptionAsync("chooser");
        await Assertions.Expect(tab.Page.GetByRole(AriaRole.Region, new() { Name = "What if", Exact = true }).Last).ToContainTextAsync("good/large 100 %");
        await tab.AssertAccessibleAsync();
        Assert.Empty(tab.Troubles);
    }

    [Theory]
    [InlineData("", "Name a skill")]
    [InlineData("?skill=unknown", "Name a skill")]
    public async Task AWhatIfWithoutASkillSaysWhatIsMissing(string query, string sentence)
    {
        await using var host = await DashboardHost.StartAsync();
        using var response = await host.Client.GetAsync($"/skills-ui/api/routing/what-if{query}", TestContext.Current.CancellationToken);

        Assert.Equal(404, (int)response.StatusCode);
        Assert.Contains(sentence, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private static Task<DashboardHost> StartAsync(bool show) => DashboardHost.StartAsync(
        o => o.ShowContent = show,
        static (_, engine) => engine.AddTool(SkillTool.From<Query, Order>("look_up", "Looks up an order.", static (query, _) => Task.FromResult(new Order($"order {query.Id}"))) with { IsPure = true }).AddSkill(Clerk),
        capture: true);

    private static async Task<SkillResult> RunAsync(DashboardHost host)
    {
        host.Model.Enqueue(FakeModelClient.Answer("") with { Calls = [new("c1", "look_up", JsonSerializer.Serialize(new { id = Some.Canary }))] });
        var result = await host.Engine.ExecuteAsync("clerk", new { name = "Ada" }, null, TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync(async () => await host.History.FindAsync(result.ExecutionId) is not null, "The run was not recorded.");
        Assert.Single(result.ToolRuns);
        return result;
    }

    private sealed record Query(string Id);

    private sealed record Order(string Text);
}
