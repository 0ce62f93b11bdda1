using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Skills.Engine.Dashboard.Tests;

/// <summary>The loop of somebody who writes skills: edit, see, run, keep.</summary>
public sealed class AuthoringTests(Browser browser) : IClassFixture<Browser>, IDisposable
{
    private const string Echo = """
        # A comment that stays.
        skill: 1
        name: echo
        version: 1.0.0
        description: Repeats a text.
        input:   { schema: { text: string } }
        output: { schema: { text: string } }
        messages:
          - { role: user, content: "Repeat: {{ text }}" }
        examples:
          - { input: { text: hello }, output: { text: "hello ü" } }
        tests:
        -   name: first   # odd but valid
            input: { text: a }
            respond: |
              {"text":
                "a"}

            expect: [{ status: success }]

        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("skills-authoring-").FullName;

    private string FilePath => Path.Combine(_folder, "echo.skill.yaml");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task AnEditIsShownABrokenOneShowsTheCaretAndARunBecomesATestCase()
    {
        await File.WriteAllTextAsync(FilePath, Echo, TestContext.Current.CancellationToken);
        await using var host = await StartAsync();
        await using var tab = await browser.OpenAsync($"{host.Address}skills-ui/#/skills/echo");
        var prompt = tab.Page.GetByLabel("Prompt", new() { Exact = true });
        await Assertions.Expect(prompt).ToContainTextAsync("Repeat: hello");
        await tab.Page.Locator("html[data-live=on]").WaitForAsync();

        await File.WriteAllTextAsync(FilePath, Echo.Replace("Repeat:", "Say again:", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        await Assertions.Expect(prompt).ToContainTextAsync("Say again: hello");

        await File.WriteAllTextAsync(FilePath, Echo.Replace("{{ text }}", "{{ txet }}", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        await Assertions.Expect(tab.Page.GetByLabel("Findings")).ToContainTextAsync("^~~~");

        await File.WriteAllTextAsync(FilePath, Echo, TestContext.Current.CancellationToken);
        await Assertions.Expect(prompt).ToContainTextAsync("Repeat: hello");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Run", Exact = true }).ClickAsync();
        await tab.Page.GetByLabel("Keep as test case").FillAsync("from a \"run\"");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Keep", Exact = true }).ClickAsync();
        await Assertions.Expect(tab.Page.GetByText("Written to echo.skill.yaml, line 20.")).ToBeVisibleAsync();

        AssertOnlyInserted(Encoding.UTF8.GetBytes(Echo), await File.ReadAllBytesAsync(FilePath, TestContext.Current.CancellationToken));
        await Eventually.HoldsAsync(() => host.Engine.Catalog.FindDefinition("echo")!.Tests.Count == 2, "The case was not read.");
        var kept = host.Engine.Catalog.FindDefinition("echo")!.Tests[1];
        Assert.Equal(("from a \"run\"", "hello", 20), (kept.Name, kept.Input.GetProperty("text").GetString(), kept.Line));
        Assert.Empty(tab.Troubles);
    }

    [Theory]
    [InlineData("\n", false, true)]
    [InlineData("\r\n", false, true)]
    [InlineData("\n", true, true)]
    [InlineData("\r\n", true, false)]
    [InlineData("\n", false, false)]
    public async Task EveryOtherByteStaysAsItIs(string newline, bool preamble, bool withTests)
    {
        var text = (withTests ? Echo : Echo[..Echo.IndexOf("tests:", StringComparison.Ordinal)].TrimEnd()).ReplaceLineEndings(newline);
        byte[] before = [.. preamble ? Encoding.UTF8.Preamble : [], .. Encoding.UTF8.GetBytes(text)];
        await File.WriteAllBytesAsync(FilePath, before, TestContext.Current.CancellationToken);
        await using var host = await StartAsync();

        Assert.Equal(200, (await KeepAsync(host, "echo", "second", """{"text":"line\nbreak — # ü 'quotes' {{ x }}"}""")).Status);
        Assert.Equal(200, (await KeepAsync(host, "echo", "third", """{"text":""}""")).Status);

        var after = await File.ReadAllBytesAsync(FilePath, TestContext.Current.CancellationToken);
        AssertOnlyInserted(before, after);
        Assert.Equal(newline == "\r\n", !Encoding.UTF8.GetString(after).Replace("\r\n", "", StringComparison.Ordinal).Contains('\n'));
        Assert.Empty(Directory.GetFiles(_folder, "*.tmp"));
        var (status, why) = await KeepAsync(host, "echo", "third", """{"text":"again"}""");
        Assert.Equal(409, status);
        Assert.Contains("has a test case of this name", why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EachSampleTakesATestCaseOrSaysWhyNot()
    {
        var samples = Path.Combine(Root(), "samples", "skills");
        foreach (var file in Directory.EnumerateFiles(samples, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(_folder, Path.GetRelativePath(samples, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        await using var host = await StartAsync();
        var kept = 0;
        foreach (var definition in host.Engine.Catalog.Definitions.Where(static d => d.Path is not null))
        {
            Assert.NotEmpty(definition.Tests);
            var before = await File.ReadAllBytesAsync(definition.Path!, TestContext.Current.CancellationToken);
            var input = definition.Tests.Select(static t => t.Input).Concat(definition.Skill.Examples.Select(static e => e.Input)).First();
            var (status, text) = await KeepAsync(host, $"{definition.Skill.Slug}@{definition.Skill.Version}", "kept by a test", input.GetRawText());
            var after = await File.ReadAllBytesAsync(definition.Path!, TestContext.Current.CancellationToken);
            if (status == 200)
            {
                kept++;
                AssertOnlyInserted(before, after);
            }
            else
            {
                Assert.Equal(before, after);
                Assert.Contains("Write", text, StringComparison.Ordinal);
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{kept} of {host.Engine.Catalog.Definitions.Count(static d => d.Path is not null)} took one");
        Assert.True(kept >= 14, $"{kept}");
    }

    [Fact]
    public async Task TheTestsOfAFileAreRunAndShownByCase()
    {
        await File.WriteAllTextAsync(FilePath, Echo + "\n-   name: wrong\n    input: { text: b }\n    respond: '{\"text\": \"b\"}'\n    expect: [{ path: $.text, equals: never }]\n", TestContext.Current.CancellationToken);
        await using var host = await DashboardHost.StartAsync(
            static o => o.ShowContent = true,
            (builder, engine) =>
            {
                engine.AddSkillsFromDirectory(_folder);
                builder.Services.AddSingleton(_ => Evaluation.SkillTestRunner.Create(tests => tests.AddSkillsFromDirectory(_folder).AddDryRun()));
            });
        await using var tab = await browser.OpenAsync($"{host.Address}skills-ui/#/tests?skill=echo");

        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Run the tests" }).ClickAsync();

        await Assertions.Expect(tab.Page.GetByText("1 passed, 1 failed")).ToBeVisibleAsync();
        var report = tab.Page.GetByLabel("Report", new() { Exact = true });
        await Assertions.Expect(report.Locator("tbody tr").First.Locator(".status")).ToHaveTextAsync("passed");
        await Assertions.Expect(report).ToContainTextAsync("$.text expected");
        Assert.Equal(0, host.Model.Calls);
        await tab.AssertAccessibleAsync();
        Assert.Empty(tab.Troubles);
    }

    [Fact]
    public async Task ATestCaseIsNotWrittenUnlessTheHostAllowsIt()
    {
        await File.WriteAllTextAsync(FilePath, Echo, TestContext.Current.CancellationToken);
        foreach (var options in new Action<SkillsDashboardOptions>[] { static o => o.ShowContent = true, static o => o.AllowFileEdits = true, static o => (o.ShowContent, o.AllowFileEdits, o.ReadOnly) = (true, true, true) })
        {
            await using var host = await StartAsync(options);
            Assert.Equal(403, (await KeepAsync(host, "echo", "second", """{"text":"b"}""")).Status);
        }

        Assert.Equal(Echo, await File.ReadAllTextAsync(FilePath, TestContext.Current.CancellationToken));
    }

    private Task<DashboardHost> StartAsync(Action<SkillsDashboardOptions>? options = null) => DashboardHost.StartAsync(
        options ?? (static o => (o.ShowContent, o.AllowFileEdits) = (true, true)),
        (builder, engine) =>
        {
            engine.AddSkillsFromDirectory(_folder);
            builder.Services.Configure<SkillsEngineOptions>(static o => (o.Definitions.Watch, o.Definitions.FailOnErrors) = (true, false));
        });

    private static Task<(int Status, string Text)> KeepAsync(DashboardHost host, string skill, string name, string input) =>
        SecurityTests.ActAsync(host, $"/skills-ui/api/skills/{skill}/tests", $$"""{"name":{{JsonSerializer.Serialize(name)}},"input":{{input}},"expect":{"text":"— ü"},"reply":"{\"text\":\n\"— ü\"}"}""");

    private static void AssertOnlyInserted(byte[] before, byte[] after)
    {
        var start = before.AsSpan().CommonPrefixLength(after);
        var end = 0;
        while (end < before.Length - start && before[^(end + 1)] == after[^(end + 1)])
        {
            end++;
        }

        Assert.Equal(before.Length, start + end);
        Assert.True(after.Length > before.Length);
    }

    internal static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Skills.Engine.sln")))
        {
            folder = folder.Parent!;
        }

        return folder.FullName;
    }
}
