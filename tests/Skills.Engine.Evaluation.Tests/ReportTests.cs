using System.Diagnostics;
using System.Text.Json;
using System.Xml.Linq;

namespace Skills.Engine.Evaluation.Tests;

public sealed class ReportTests
{
    private const string Hostile = "<script>alert(1)</script>\" onmouseover=x | `code` [link](http://evil) \u0001 &";
    private static readonly SkillTestTarget[] Models = [new() { Name = "good-model" }, new() { Name = "other-model" }];

    [Fact]
    public void AReportIsReadBackFromItsJson()
    {
        var report = Report();

        var read = SkillTestReports.ParseJson(SkillTestReports.ToJson(report));

        Assert.Equal(SkillTestReports.ToJson(report), SkillTestReports.ToJson(read));
        Assert.Equal(report.Results[1].Runs[0].Findings[0], read.Results[1].Runs[0].Findings[0]);
        Assert.Throws<JsonException>(() => SkillTestReports.ParseJson("""{"format":2}"""));
    }

    [Fact]
    public void JUnitHasOneSuiteForEachSkillWithFileAndLine()
    {
        var xml = XDocument.Parse(SkillTestReports.ToJUnit(Report()));

        var suite = Assert.Single(xml.Root!.Elements("testsuite"));
        Assert.Equal(("4", "2", "skills/triage.skill.yaml"), (suite.Attribute("tests")!.Value, suite.Attribute("failures")!.Value, suite.Attribute("file")!.Value));
        var failed = suite.Elements("testcase").First(static c => c.Element("failure") is not null);
        Assert.Equal("12", failed.Attribute("line")!.Value);
        Assert.Contains("$.urgency expected ≥ 4, is 1 (skills/triage.skill.yaml:15)", failed.Element("failure")!.Value, StringComparison.Ordinal);
        Assert.Contains("again: skills test", failed.Element("failure")!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void NothingOfACaseBecomesMarkup()
    {
        var report = Some.Report(Models, [Some.Result(Hostile, "good-model", 0, 1, output: Hostile), Some.Result(Hostile, "other-model", 0, 1)]);

        Assert.DoesNotContain("<script>alert", SkillTestReports.ToHtml(report), StringComparison.Ordinal);
        Assert.DoesNotContain("<script>alert", SkillTestReports.ToMarkdown(report), StringComparison.Ordinal);
        Assert.DoesNotContain("[link](", SkillTestReports.ToMarkdown(report), StringComparison.Ordinal);
        Assert.Contains("alert(1)", XDocument.Parse(SkillTestReports.ToJUnit(report)).Descendants("testcase").First().Attribute("name")!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void MarkdownHasTheFailuresAndTheVerdictOfAComparison()
    {
        var report = Report();

        var text = SkillTestReports.ToMarkdown(report, [SkillComparer.CompareTargets(report, "good-model", "other-model")]);

        Assert.Contains("## Skill tests: not passed", text, StringComparison.Ordinal);
        Assert.Contains("2 passed, 2 failed", text, StringComparison.Ordinal);
        Assert.Contains("Not yet evidence", text, StringComparison.Ordinal);
    }

    [Fact]
    public void AnAmountThatMayBeWrongIsMarked()
    {
        var text = SkillTestReports.ToMarkdown(Report() with { Cost = new(0.5m, CostKind.AtLeast) });

        Assert.Contains("≥ $0.50", text, StringComparison.Ordinal);
        Assert.Contains("cost unknown", SkillTestReports.ToMarkdown(Report() with { Cost = Cost.Unknown }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ABrowserShowsAThousandCasesByFourModelsWithoutARequest()
    {
        var chromium = Chromium();
        SkillTestTarget[] four = [.. Enumerable.Range(1, 4).Select(static m => new SkillTestTarget { Name = $"model-{m}" })];
        var report = Some.Report(four, Enumerable.Range(1, 1000).SelectMany(i => four.Select((t, m) => Some.Result($"case {i}", t.Name, (i + m) % 9 == 0 ? 2 : 3, 3))));
        var folder = Directory.CreateTempSubdirectory("skills-report-");
        try
        {
            var page = Path.Combine(folder.FullName, "report.html");
            await File.WriteAllTextAsync(page, SkillTestReports.ToHtml(report, [SkillComparer.CompareTargets(report, "model-1", "model-4")]), TestContext.Current.CancellationToken);

            var dom = await BrowseAsync(chromium, folder.FullName, "--dump-dom", new Uri(page).AbsoluteUri);

            Assert.Contains("1000 of 1000 cases", dom, StringComparison.Ordinal);
            Assert.DoesNotContain("http://", await File.ReadAllTextAsync(page, TestContext.Current.CancellationToken), StringComparison.Ordinal);
            Assert.DoesNotContain("https://", await File.ReadAllTextAsync(page, TestContext.Current.CancellationToken), StringComparison.Ordinal);
            Assert.Equal(1000, dom.Split("data-outcomes=").Length - 1);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // The script of the page itself fills the count, so it shows that the policy lets it run and nothing else.
    private static async Task<string> BrowseAsync(string chromium, string profile, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(
            chromium,
            ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--user-data-dir=" + profile, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var text = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(120), TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, await errors);
        return text;
    }

    private static string Chromium()
    {
        var found = new[] { "chromium", "chromium-browser", "google-chrome" }
            .SelectMany(static name => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists);
        if (found is null && Environment.GetEnvironmentVariable("CI") != "true")
        {
            Assert.Skip("No chromium is installed. Install it with: apt-get install chromium");
        }

        return found ?? throw new InvalidOperationException("No chromium is installed. The report must be opened in a browser in CI.");
    }

    private static SkillTestReport Report() => Some.Report(
        Models,
        [Some.Result("one", "good-model", 1, 1), Some.Result("one", "other-model", 0, 1), Some.Result("two", "good-model", 0, 1), Some.Result("two", "other-model", 1, 1)]);
}
