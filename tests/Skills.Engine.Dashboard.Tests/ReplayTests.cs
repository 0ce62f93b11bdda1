using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Skills.Engine.Evaluation;

namespace Skills.Engine.Dashboard.Tests;

/// <summary>The playground with answers that were recorded before.</summary>
public sealed class ReplayTests(Browser browser) : IClassFixture<Browser>, IDisposable
{
    private const string Echo = """
        skill: 1
        name: echo
        version: 1.0.0
        description: Repeats a text.
        input: { schema: { text: string } }
        output: { schema: { text: string, loud?: integer } }
        prompt: "Repeat: {{ text }}"
        cache: { enabled: false }
        tests:
        - name: scripted
          input: { text: a }
          respond: '{"text": "scripted a", "loud": "3"}'
        - name: not recorded
          input: { text: b }
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("skills-replay-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task ATestCaseIsReplayedWithItsRecordedAnswer()
    {
        await using var host = await StartAsync();
        await using var tab = await browser.OpenAsync($"{host.Address}skills-ui/#/skills/echo");
        await tab.Page.GetByLabel("Run", new() { Exact = true }).SelectOptionAsync("replay");

        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "test: scripted" }).ClickAsync();
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Run", Exact = true }).ClickAsync();
        var result = tab.Page.GetByLabel("Result", new() { Exact = true });
        await Assertions.Expect(result).ToContainTextAsync("scripted a");
        await Assertions.Expect(result.Locator(".mark.repair")).ToHaveCountAsync(1);
        await Assertions.Expect(result.Locator(".waterfall g")).ToHaveCountAsync(8);

        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "test: not recorded" }).ClickAsync();
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Run", Exact = true }).ClickAsync();
        await Assertions.Expect(result).ToContainTextAsync("There is no cassette. Record it: skills test");
        Assert.Equal(0, host.Model.Calls);
        Assert.Empty(tab.Troubles);
    }

    [Fact]
    public async Task ALoggedRunIsReplayedWithTheCurrentFile()
    {
        await using var host = await StartAsync();
        var run = await host.RunAsync("Ada");
        var calls = host.Model.Calls;
        await using var tab = await browser.OpenAsync($"{host.Address}skills-ui/#/runs/{run.ExecutionId}");
        await tab.Page.GetByRole(AriaRole.Link, new() { Name = "Run again with the current file" }).ClickAsync();
        await Assertions.Expect(tab.Page.Locator("main h1")).ToHaveTextAsync("Greeter");
        await tab.Page.GetByLabel("Run", new() { Exact = true }).SelectOptionAsync("replay");

        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Run", Exact = true }).ClickAsync();

        await Assertions.Expect(tab.Page.GetByLabel("Result", new() { Exact = true })).ToContainTextAsync("Hello Ada");
        Assert.Equal(calls, host.Model.Calls);
    }

    [Theory]
    [InlineData("""{"mode":"replay","input":{"text":"x"}}""", 400, "Nothing is recorded")]
    [InlineData("""{"mode":"replay","case":"gone"}""", 404, "no such test case")]
    [InlineData("""{"mode":"replay","from":"no-such-run"}""", 404, "no reply of this run")]
    [InlineData("""{"mode":"other"}""", 400, "must be 'dry', 'replay' or 'live'")]
    public async Task AReplayWithoutARecordingSaysWhyNot(string body, int expected, string sentence)
    {
        await using var host = await StartAsync();

        var (status, text) = await SecurityTests.ActAsync(host, "/skills-ui/api/skills/echo/run", body);

        Assert.Equal(expected, status);
        Assert.Contains(sentence, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ViewersThatDoNotSeeContentReplayNothing()
    {
        await using var host = await StartAsync(static o => o.ShowContent = false);

        var (status, text) = await SecurityTests.ActAsync(host, "/skills-ui/api/skills/echo/run", """{"mode":"replay","case":"scripted"}""");

        Assert.Equal(403, status);
        Assert.DoesNotContain("scripted a", text, StringComparison.Ordinal);
    }

    private async Task<DashboardHost> StartAsync(Action<SkillsDashboardOptions>? options = null)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "echo.skill.yaml"), Echo, TestContext.Current.CancellationToken);
        return await DashboardHost.StartAsync(
            options ?? (static o => o.ShowContent = true),
            (builder, engine) =>
            {
                engine.AddSkillsFromDirectory(_folder);
                builder.Services.AddSingleton(_ => SkillTestRunner.Create(tests => tests.AddSkillsFromDirectory(_folder).AddDryRun()));
            },
            capture: true);
    }
}
