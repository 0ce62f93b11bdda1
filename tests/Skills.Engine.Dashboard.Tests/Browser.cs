using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Skills.Engine.Dashboard.Tests;

/// <summary>A real chromium. Each page has a context of its own, and what goes wrong in it is collected.</summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly string[] Programs = ["chromium", "chromium-browser", "google-chrome"];

    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private string? _missing;

    public async ValueTask InitializeAsync()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        if (folders.SelectMany(static f => Programs.Select(p => Path.Combine(f, p))).FirstOrDefault(File.Exists) is not { } program)
        {
            _missing = "Chromium is not installed. Install the package 'chromium' to run this test.";
            return;
        }

        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = program, Args = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"] });
    }

    /// <summary>Opens a view of the dashboard.</summary>
    internal async Task<Tab> OpenAsync(string address, int width = 1280, int height = 900, bool dark = false, params (string Name, string Value)[] headers)
    {
        var tab = await NewAsync(address, width, height, dark, headers);
        await tab.GoAsync(address);
        return tab;
    }

    /// <summary>Opens an address that is expected to be refused.</summary>
    internal async Task<Tab> OpenRefusedAsync(string address, params (string Name, string Value)[] headers)
    {
        var tab = await NewAsync(address, 1280, 900, false, headers);
        await tab.Page.GotoAsync(address);
        return tab;
    }

    /// <summary>Makes a page, or skips the test when there is no browser. With <c>CI=true</c> that is a failure.</summary>
    private async Task<Tab> NewAsync(string address, int width, int height, bool dark, (string Name, string Value)[] headers)
    {
        if (_missing is not null)
        {
            Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") == "true", _missing);
            Assert.Fail(_missing);
        }

        var context = await _browser!.NewContextAsync(new()
        {
            ViewportSize = new() { Width = width, Height = height },
            ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
            ExtraHTTPHeaders = headers.Select(static h => KeyValuePair.Create(h.Name, h.Value)),
        });
        context.SetDefaultTimeout(20_000);
        return new(context, await context.NewPageAsync(), new Uri(address));
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }
}

/// <summary>One page with its troubles: violations of the content security policy, errors, and requests that leave the host.</summary>
internal sealed class Tab : IAsyncDisposable
{
    private readonly IBrowserContext _context;

    public Tab(IBrowserContext context, IPage page, Uri host)
    {
        (_context, Page) = (context, page);
        page.Console += (_, m) =>
        {
            if (m.Type == "error" && !m.Text.Contains("the server responded with a status", StringComparison.Ordinal))
            {
                Troubles.Add(m.Text);
            }
        };
        page.PageError += (_, e) => Troubles.Add(e);
        page.Request += (_, r) =>
        {
            if (new Uri(r.Url) is { Scheme: "http" or "https" } uri && uri.Authority != host.Authority)
            {
                Troubles.Add($"External request: {r.Url}");
            }
        };
    }

    public IPage Page { get; }

    public List<string> Troubles { get; } = [];

    /// <summary>Goes to an address and waits until the view is shown.</summary>
    public async Task GoAsync(string address)
    {
        await Page.GotoAsync(address);
        await ShownAsync();
    }

    public Task ShownAsync() => Page.Locator("main[aria-busy=false] h1").WaitForAsync();

    public Task<string> TextAsync() => Page.Locator("main").InnerTextAsync();

    /// <summary>Fails on serious and critical findings of axe-core.</summary>
    public async Task AssertAccessibleAsync()
    {
        var result = await Page.RunAxe();
        var serious = result.Violations.Where(static v => v.Impact is "serious" or "critical").Select(static v => $"{v.Id}: {v.Help} ({string.Join(", ", v.Nodes.Select(static n => n.Html))})");
        Assert.Empty(serious);
    }

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();
}
