using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;

namespace Skills.Docs.Tests;

/// <summary>What a new user asks, typed into the search of the built site. <c>.ci/docs</c> builds it, and <c>docs/faq.md</c> lists the questions.</summary>
public sealed partial class SiteSearchTests
{
    // A person looks at the first results only. The page is one click from the search.
    private const int Looked = 3;

    private static readonly string Site = Path.Combine(Repository.Root, "artifacts", "site");

    public static TheoryData<string, string> Questions
    {
        get
        {
            TheoryData<string, string> rows = [];
            foreach (Match row in Row().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", "faq.md"))))
            {
                rows.Add(row.Groups[1].Value, $"docs/{row.Groups[2].Value}.html");
            }

            return rows;
        }
    }

    [Fact]
    public void AtLeastTenQuestionsAreListed() => Assert.True(Questions.Count >= 10, $"docs/faq.md lists {Questions.Count} questions.");

    [Theory]
    [MemberData(nameof(Questions))]
    public async Task TheAnswerIsAmongTheFirstResults(string question, string page)
    {
        var program = Chromium();
        await using var host = Serve();
        await host.StartAsync(TestContext.Current.CancellationToken);
        var address = host.Urls.First();
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = program, Args = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"] });
        var tab = await browser.NewPageAsync();
        tab.SetDefaultTimeout(60_000);
        List<string> elsewhere = [];
        tab.Request += (_, r) => elsewhere.AddRange(new[] { r.Url }.Where(u => u.StartsWith("http", StringComparison.Ordinal) && !u.StartsWith(address, StringComparison.Ordinal)));

        await tab.GotoAsync(address + "/index.html");
        await tab.Locator("#search-query:enabled").FillAsync(question);
        var links = tab.Locator("#search-results .sr-item a");
        await links.First.WaitForAsync();
        var results = await links.EvaluateAllAsync<string[]>("links => links.map(l => l.getAttribute('href').split('?')[0])");

        Assert.Contains(page, results.Take(Looked));

        await tab.GotoAsync($"{address}/{await links.Nth(Array.IndexOf(results, page)).GetAttributeAsync("href")}");
        Assert.NotEmpty(await tab.Locator("article h1").First.InnerTextAsync());
        Assert.Empty(elsewhere);
    }

    [GeneratedRegex(@"^\| ([^|\n]+) \| \[[^\]\n]+\]\(([\w/-]+)\.md\) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    /// <summary>Finds the browser, or skips the test without one or without the site. With <c>CI=true</c> that is a failure.</summary>
    private static string Chromium()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        var program = folders.SelectMany(static f => new[] { "chromium", "chromium-browser", "google-chrome" }.Select(p => Path.Combine(f, p))).FirstOrDefault(File.Exists);
        var missing = (File.Exists(Path.Combine(Site, "index.json")), program) switch
        {
            (false, _) => "The site is not built. Run .ci/docs.",
            (_, null) => "Chromium is not installed. Install the package 'chromium' to run this test.",
            _ => null,
        };
        if (missing is not null)
        {
            Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") == "true", missing);
            Assert.Fail(missing);
        }

        return program!;
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
