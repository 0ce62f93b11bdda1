using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Skills.Engine.Batches;
using Skills.Engine.Evaluation;
using Skills.Engine.Testing;

namespace Skills.Engine.Dashboard.Tests;

/// <summary>The pictures of the docs, of a host with the sample skills. With <c>SKILLS_UPDATE_DOCS=true</c> they are written to <c>docs/how-to/images</c>.</summary>
public sealed class PictureTests(Browser browser) : IClassFixture<Browser>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("skills-pictures-").FullName;
    private readonly SemaphoreSlim _gate = new(0);
    private bool _isGated;

    private static string Samples => Path.Combine(AuthoringTests.Root(), "samples", "skills");

    public void Dispose()
    {
        _gate.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task EveryPictureOfTheDocsIsDrawnAgain()
    {
        await using var host = await StartAsync();
        var run = await FillAsync(host);
        await LightAsync(host);
        await DarkAsync(host, run);
        await using var phone = await browser.OpenAsync($"{host.Address}skills-ui/#/skills/ticket-triage", width: 360, height: 740);
        await SaveAsync(phone, "dashboard-playground-phone");
        await phone.GoAsync($"{host.Address}skills-ui/#/batches");
        await SaveAsync(phone, "dashboard-batches-phone");
    }

    private async Task LightAsync(DashboardHost host)
    {
        await using var light = await browser.OpenAsync($"{host.Address}skills-ui/#/skills/ticket-triage", height: 1500);
        await light.Page.GetByRole(AriaRole.Button, new() { Name = "Run", Exact = true }).ClickAsync();
        await Assertions.Expect(light.Page.GetByLabel("Result", new() { Exact = true }).Locator(".waterfall g")).ToHaveCountAsync(8);
        await SaveAsync(light, "dashboard-playground-light");
        await light.GoAsync($"{host.Address}skills-ui/#/routing");
        await light.Page.GetByLabel("Skill", new() { Exact = true }).SelectOptionAsync("reply-draft");
        var answer = light.Page.GetByRole(AriaRole.Region, new() { Name = "What if", Exact = true }).Last;
        await Assertions.Expect(answer).ToContainTextAsync("now");
        await light.Page.SetViewportSizeAsync(1280, 620);
        await light.Page.GetByText("What if the cost knob moved?").EvaluateAsync("e => e.scrollIntoView()");
        await SaveAsync(light, "dashboard-what-if-light");
        await StartBatchAsync(host);
        await light.GoAsync($"{host.Address}skills-ui/#/batches/reviews");
        await SaveAsync(light, "dashboard-batch-light", height: 560);
    }

    private async Task DarkAsync(DashboardHost host, SkillResult run)
    {
        await using var dark = await browser.OpenAsync($"{host.Address}skills-ui/#/runs", height: 640, dark: true);
        await SaveAsync(dark, "dashboard-runs-dark");
        await dark.GoAsync($"{host.Address}skills-ui/#/runs/{run.ExecutionId}");
        await SaveAsync(dark, "dashboard-run-dark", height: 1500);
    }

    private async Task<SkillResult> FillAsync(DashboardHost host)
    {
        foreach (var name in (string[])["code-review", "unit-tests", "ticket-triage", "api-docs", "ticket-triage"])
        {
            var input = host.Engine.Catalog.Get(name).Examples is [var example, ..] ? example.Input : host.Engine.Catalog.FindDefinition(name)!.Tests[0].Input;
            await host.Engine.ExecuteAsync(name, input, new() { Model = "dry-run" }, TestContext.Current.CancellationToken);
        }

        SkillResult? result = null;
        foreach (var (name, model) in new[] { ("Ada", "small-model"), ("Grace", "large-model"), ("Edsger", "small-model"), ("Barbara", "large-model"), ("Alan", null) })
        {
            result = await host.Engine.ExecuteAsync("reply-draft", new { name }, new() { Model = model }, TestContext.Current.CancellationToken);
        }

        await Eventually.HoldsAsync(async () => await host.History.FindAsync(result!.ExecutionId) is not null, "The run was not recorded.");
        return result!;
    }

    private async Task StartBatchAsync(DashboardHost host)
    {
        Volatile.Write(ref _isGated, true);
        var items = Enumerable.Range(0, 60).Select(static i => new BatchItem(JsonElement.Parse(i % 9 == 4 ? "{}" : i % 20 == 7 ? """{"name":"Ada","tone":"loud"}""" : $$"""{"name":"Customer {{i}}"}""")));
        await host.Engine.Batches.StartAsync(host.Engine.Catalog.Get("reply-draft"), BatchSource.From(items), new() { Id = "reviews", Parallelism = 4, BudgetUsd = 5, MaxItemCostUsd = 0.01m }, TestContext.Current.CancellationToken);
        _gate.Release(31);
        await Eventually.SettlesAsync(() => host.Engine.Batches.GetProgressAsync("reviews").GetAwaiter().GetResult().Finished);
    }

    private static async Task SaveAsync(Tab tab, string name, int? height = null)
    {
        if (height is { } wanted)
        {
            await tab.Page.SetViewportSizeAsync(1280, wanted);
        }

        // A picture names no folder of the machine that drew it.
        await tab.Page.EvaluateAsync("folder => { for (const e of document.querySelectorAll('main span')) if (!e.children.length) e.textContent = e.textContent.replace(folder, '/srv/app/skills'); }", Samples);
        var picture = await tab.Page.ScreenshotAsync(new() { Animations = ScreenshotAnimations.Disabled });
        Assert.True(picture.Length > 10_000, name);
        if (Environment.GetEnvironmentVariable("SKILLS_UPDATE_DOCS") == "true")
        {
            await File.WriteAllBytesAsync(Path.Combine(AuthoringTests.Root(), "docs", "how-to", "images", $"{name}.png"), picture, TestContext.Current.CancellationToken);
        }
    }

    private Task<DashboardHost> StartAsync() => DashboardHost.StartAsync(
        static o => (o.ShowContent, o.AllowFileEdits) = (true, true),
        (builder, engine) =>
        {
            var (small, large) = (new FakeModelClient("vendor-a").Respond(AnswerAsync), new FakeModelClient("vendor-b").Respond(AnswerAsync));
            engine.AddModelClient(small, small.Model("small-model") with { Quality = 0.55, Prices = [new() { Input = 1, Output = 4 }] })
                .AddModelClient(large, large.Model("large-model") with { Quality = 0.95, Prices = [new() { Input = 6, Output = 24 }] })
                .AddSkill(Some.Greeter with { Id = "reply-draft", Name = "Draft a reply", PromptTemplate = "Thank {{ name }} for the message.", Examples = [], Variants = [], ModelPreferences = new() { Providers = ["vendor-a", "vendor-b"] } })
                .AddSkillsFromDirectory(Samples)
                .AddSkillBatches(Path.Combine(_folder, "journal.db"));
            builder.Services.AddSingleton(_ => SkillTestRunner.Create(tests => tests.AddSkillsFromDirectory(Samples).AddDryRun()));
        },
        capture: true);

    private async Task<ModelReply> AnswerAsync(ModelRequest request, CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _isGated))
        {
            await _gate.WaitAsync(cancellationToken);
        }

        return FakeModelClient.Answer("""{"greeting":"Thank you for your message."}""");
    }
}
