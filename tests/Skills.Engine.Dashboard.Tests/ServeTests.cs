using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Playwright;

namespace Skills.Engine.Dashboard.Tests;

/// <summary>The real <c>skills serve --watch</c> in a folder with the 18 samples, and a browser beside the editor.</summary>
public sealed class ServeTests(Browser browser) : IClassFixture<Browser>, IDisposable
{
    // Resolves with the time when the text is on the page, by the clock that also stamps the writing of the file.
    private const string Watch = """
        text => new Promise(resolve => {
          const seen = () => document.querySelector('main').innerText.includes(text) && (observer.disconnect(), resolve(Date.now()));
          const observer = new MutationObserver(seen);
          observer.observe(document.querySelector('main'), { subtree: true, childList: true, characterData: true });
          seen();
        })
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("skills-serve-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task AnEditOfASampleIsOnThePageABrokenOneShowsTheCaretAndARunIsKept()
    {
        CopySamples();
        using var server = Start();
        try
        {
            var address = await AddressAsync(server);
            await using var tab = await browser.OpenAsync($"{address}-ui/#/skills/ticket-triage");
            Assert.Equal(18, await SkillsAsync(tab, address));
            await tab.GoAsync($"{address}-ui/#/skills/ticket-triage");
            await tab.Page.Locator("html[data-live=on]").WaitForAsync();
            var file = Directory.GetFiles(_folder, "ticket-triage.skill.yaml", SearchOption.AllDirectories).Single();
            var text = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);

            var times = new List<double>();
            for (var i = 1; i <= 10; i++)
            {
                times.Add(await EditAsync(tab, file, text.Replace("content: |", $"content: |\n      Edit number {i}.", StringComparison.Ordinal), $"Edit number {i}."));
            }

            var caret = await EditAsync(tab, file, text.Replace("{{", "{{ no_such_name }}{{", StringComparison.Ordinal), "^~~~");
            times.Sort();
            TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"edit to page: median {times[5]:0} ms, longest {times[^1]:0} ms, caret {caret:0} ms"));

            await EditAsync(tab, file, text, "about");
            await KeepAsync(tab, file, text);
            Assert.Empty(tab.Troubles);
        }
        finally
        {
            server.Kill(entireProcessTree: true);
        }
    }

    private static async Task KeepAsync(Tab tab, string file, string text)
    {
        await Assertions.Expect(tab.Page.GetByLabel("Findings")).ToHaveCountAsync(0);
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Run", Exact = true }).ClickAsync();
        await tab.Page.GetByLabel("Keep as test case").FillAsync("kept in the browser");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Keep", Exact = true }).ClickAsync();
        await Assertions.Expect(tab.Page.GetByText("Written to ticket-triage.skill.yaml, line")).ToBeVisibleAsync();
        var (before, after) = (Encoding.UTF8.GetBytes(text), await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken));
        var start = before.AsSpan().CommonPrefixLength(after);
        Assert.True(after.AsSpan()[^(before.Length - start)..].SequenceEqual(before.AsSpan(start)), "Bytes beside the new case changed.");
        Assert.Contains("kept in the browser", Encoding.UTF8.GetString(after), StringComparison.Ordinal);
    }

    private static async Task<double> EditAsync(Tab tab, string file, string text, string shown)
    {
        var seen = tab.Page.EvaluateAsync<double>(Watch, shown);
        var written = (DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch).TotalMilliseconds;
        await File.WriteAllTextAsync(file, text, TestContext.Current.CancellationToken);
        return await Eventually.EndsAsync(seen) - written;
    }

    private static async Task<int> SkillsAsync(Tab tab, string address)
    {
        await tab.GoAsync($"{address}-ui/#/skills");
        return await tab.Page.Locator("tbody tr").CountAsync();
    }

    private Process Start() => Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "skills.dll"), "serve", "--watch", "--dry", "--port", "0", "--dir", _folder])
    {
        WorkingDirectory = _folder,
        RedirectStandardOutput = true,
    })!;

    private static async Task<string> AddressAsync(Process server) =>
        await Eventually.EndsAsync(server.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask()) ?? throw new InvalidOperationException("The server ended.");

    private void CopySamples()
    {
        var samples = Path.Combine(AuthoringTests.Root(), "samples", "skills");
        foreach (var file in Directory.EnumerateFiles(samples, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(_folder, Path.GetRelativePath(samples, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
