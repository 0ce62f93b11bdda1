using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;

namespace Skills.Docs.Tests;

/// <summary>What a new user asks, typed into the search of the built site. <c>.ci/docs</c> builds it.</summary>
public sealed class SiteSearchTests
{
    // A person looks at the first results only. The page is one click from the search.
    private const int Looked = 3;

    private static readonly string Site = Path.Combine(Repository.Root, "artifacts", "site");

    [Theory]
    [InlineData("How do I run a skill without a key?", "docs/how-to/testing.html")]
    [InlineData("Get a .NET object instead of JSON", "docs/how-to/typed-outputs.html")]
    [InlineData("limit the cost per tenant", "docs/how-to/cost-limits.html")]
    [InlineData("redis cache", "docs/how-to/caching.html")]
    [InlineData("stream the answer", "docs/how-to/streaming.html")]
    [InlineData("What happens when a provider is down?", "docs/how-to/fallbacks.html")]
    [InlineData("call a function of my program", "docs/how-to/tools.html")]
    [InlineData("test prompts in CI", "docs/testing-skills.html")]
    [InlineData("model.none_available", "docs/troubleshooting.html")]
    [InlineData("deploy to Kubernetes with a ConfigMap", "docs/how-to/kubernetes.html")]
    [InlineData("migrate from Semantic Kernel", "docs/migrate/semantic-kernel.html")]
    [InlineData("are prompts logged?", "docs/faq.html")]
    public async Task TheAnswerIsAmongTheFirstResults(string question, string page)
    {
        Assert.SkipUnless(File.Exists(Path.Combine(Site, "index.json")), "The site is not built. Run .ci/docs.");
        var program = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).SelectMany(static f => new[] { "chromium", "chromium-browser", "google-chrome" }.Select(p => Path.Combine(f, p))).FirstOrDefault(File.Exists);
        Assert.SkipWhen(program is null, "Chromium is not installed. Install the package 'chromium' to run this test.");
        await using var host = Serve();
        await host.StartAsync(TestContext.Current.CancellationToken);
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = program, Args = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"] });
        var tab = await browser.NewPageAsync();
        tab.SetDefaultTimeout(60_000);
        List<string> elsewhere = [];
        tab.Request += (_, r) => elsewhere.AddRange(new[] { r.Url }.Where(u => u.StartsWith("http", StringComparison.Ordinal) && !u.StartsWith(host.Urls.First(), StringComparison.Ordinal)));

        await tab.GotoAsync(host.Urls.First() + "/index.html");
        await tab.Locator("#search-query:enabled").FillAsync(question);
        await tab.Locator("#search-results .sr-item a").First.WaitForAsync();
        var results = await tab.Locator("#search-results .sr-item a").EvaluateAllAsync<string[]>("links => links.map(l => l.getAttribute('href').split('?')[0])");

        Assert.Contains(page, results.Take(Looked));
        Assert.True(File.Exists(Path.Combine(Site, page)));
        Assert.Empty(elsewhere);
    }

    private static WebApplication Serve()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.UseStaticFiles(new StaticFileOptions { FileProvider = new PhysicalFileProvider(Site) });
        return app;
    }
}
