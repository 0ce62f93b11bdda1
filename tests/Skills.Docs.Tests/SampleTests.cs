using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Skills.Docs.Tests;

/// <summary>Each sample runs without a key, and its README says what it is.</summary>
public sealed partial class SampleTests
{
    // What a container engine is needed for. It is compiled with the solution.
    private const string NeedsContainers = "AppHost";

    public static TheoryData<string> Folders =>
        [.. Directory.EnumerateDirectories(Path.Combine(Repository.Root, "samples")).Where(static f => Directory.EnumerateFiles(f, "*.csproj").Any()).Select(static f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    [Fact]
    public void NoSampleIsMissing() => Assert.Equal(["AgentWorkflow", "AppHost", "BatchJob", "DurableTask", "Evaluation", "NativeAot", "OrleansGrain", "Quickstart", "Replies", "TemporalActivity", "ToolSkill", "TypedSkill", "WebApi"], Folders.Select(static f => f.Data));

    [Theory]
    [MemberData(nameof(Folders))]
    public void TheReadmeIsShortAndNamesTheCommand(string sample)
    {
        var readme = File.ReadAllLines(Path.Combine(Repository.Root, "samples", sample, "README.md"));

        Assert.Contains($"dotnet run --project samples/{sample}", readme);
        Assert.InRange(readme.Count(static l => l.Length > 0), 6, 16);
        Assert.Contains($"({sample}/README.md)", File.ReadAllText(Path.Combine(Repository.Root, "samples", "README.md")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Quickstart", "Dry run: no provider key is set")]
    [InlineData("TypedSkill", "The model was asked 2 times.")]
    [InlineData("ToolSkill", "calls look_up_order")]
    [InlineData("Replies", "Typed  string_to_number /hours")]
    [InlineData("Evaluation", "No regression")]
    [InlineData("NativeAot", "redis: none, requests: ")]
    [InlineData("BatchJob", "10000 results are in ")]
    [InlineData("AgentWorkflow", "reply-to-ticket: executed")]
    [InlineData("DurableTask", "reply-to-ticket: executed")]
    [InlineData("OrleansGrain", "reply-to-ticket: executed")]
    [InlineData("TemporalActivity", "reply-to-ticket: executed")]
    public async Task TheSampleRunsWithoutAKey(string sample, string printed)
    {
        await using var run = SampleProcess.Start(sample);

        var (exitCode, output) = await run.EndAsync();

        Assert.True(exitCode == 0, output);
        Assert.Contains(printed, output, StringComparison.Ordinal);
    }

    [Fact]
    public void TheReadmeQuotesTheTypedSample()
    {
        var program = File.ReadAllText(Path.Combine(Repository.Root, "samples", "TypedSkill", "Program.cs"));

        Assert.Contains(Block.Of("README.md"), b => b.Info == "csharp" && b.Text.Trim() == program.Trim());
    }

    [Fact]
    public async Task TheWebApiAnswersTheRequestOfItsReadme()
    {
        await using var run = SampleProcess.Start("WebApi", "--urls", "http://127.0.0.1:0");
        var address = Listening().Match(await run.LineAsync("Now listening on: ")).Groups["address"].Value;
        using var client = new HttpClient { BaseAddress = new(address) };
        using var ticket = new StringContent(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "samples", "WebApi", "ticket.json"), run.Deadline), new System.Net.Http.Headers.MediaTypeHeaderValue("application/json"));

        var answer = await client.PostAsync(new Uri("/skills/ticket-triage", UriKind.Relative), ticket, run.Deadline);

        Assert.True(answer.IsSuccessStatusCode, $"{answer.StatusCode}");
        Assert.Equal(JsonValueKind.String, (await answer.Content.ReadFromJsonAsync<JsonElement>(run.Deadline)).GetProperty("category").ValueKind);
    }

    [Fact]
    public void EverySampleThatIsNotRunHasAReason()
    {
        string[] run = [.. typeof(SampleTests).GetMethod(nameof(TheSampleRunsWithoutAKey))!.GetCustomAttributes(inherit: false).OfType<InlineDataAttribute>().Select(static d => (string)d.Data[0]!), "WebApi"];

        Assert.Equal([NeedsContainers], Folders.Select(static f => f.Data).Except(run));
    }

    [GeneratedRegex("(?<address>http://127\\.0\\.0\\.1:[0-9]+)")]
    private static partial Regex Listening();
}
