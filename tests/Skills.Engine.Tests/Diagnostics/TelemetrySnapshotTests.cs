using System.Runtime.CompilerServices;
using System.Text;

namespace Skills.Engine.Tests.Diagnostics;

/// <summary>What OpenTelemetry sees of each scenario, compared with <c>Snapshots</c>. With <c>SKILLS_UPDATE_SNAPSHOTS=1</c> they are written again; review the diff.</summary>
[Collection(TelemetryCollection.Name)]
public sealed class TelemetrySnapshotTests
{
    public static TheoryData<string> Scenarios => [.. Scenario.Names];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task AScenarioIsSeenAsItAlwaysWas(string name)
    {
        using var seen = new Seen();
        await using (var scenario = new Scenario(seen))
        {
            await scenario.RunAsync(name);
        }

        var actual = seen.Describe();
        if (Environment.GetEnvironmentVariable("SKILLS_UPDATE_SNAPSHOTS") == "1")
        {
            await File.WriteAllTextAsync(Path.Combine(SourceFolder(), "Snapshots", $"{name}.txt"), actual, TestContext.Current.CancellationToken);
        }

        Assert.Equal(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Diagnostics", "Snapshots", $"{name}.txt"), TestContext.Current.CancellationToken), actual);
    }

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task NoContentIsSeenUnlessAskedFor(string name)
    {
        using var seen = new Seen();
        var (_, everything) = await EverythingAsync(seen, name);

        Assert.DoesNotContain("canary", everything, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("sk-secret-1", everything, StringComparison.Ordinal);
        Assert.DoesNotContain("user-1", string.Concat(seen.Everything()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("success")]
    [InlineData("reask")]
    [InlineData("stream")]
    public async Task ContentIsSeenWhenAskedForButNoSecret(string name)
    {
        using var seen = new Seen();
        var skill = Scenario.Skill with { SecretInputs = ["/key"], PromptTemplate = Scenario.Skill.PromptTemplate + " {{ key }}" };
        var (signals, everything) = await EverythingAsync(seen, name, skill, static o =>
        {
            o.Diagnostics.CaptureContent = true;
            o.ExecutionLog.Capture = ContentCapture.All;
        });

        Assert.Contains(seen.Spans, static s => s.GetTagItem("gen_ai.input.messages") is string text && text.Contains(Some.Canary, StringComparison.Ordinal));
        Assert.Contains(seen.Spans, static s => s.GetTagItem("gen_ai.output.messages") is string text && text.Contains(Some.Canary, StringComparison.Ordinal));
        Assert.Contains(seen.Messages, static m => m.StartsWith("1011 Trace", StringComparison.Ordinal) && m.Contains(Some.Canary, StringComparison.Ordinal));
        Assert.Contains(Some.Canary, signals, StringComparison.Ordinal);
        Assert.DoesNotContain("sk-secret-1", everything, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ARepairIsSeenByNameAndKindAndNotByItsText()
    {
        using var seen = new Seen();
        var (_, everything) = await EverythingAsync(seen, "repair");

        Assert.Contains(seen.Spans.SelectMany(static s => s.Events), static e => e.Name == "skills.repair" && e.Tags.Any(static t => t is { Key: "skills.repair.kind", Value: "safe" }));
        Assert.Contains("skills.repairs {skills.repair.kind = safe,", everything, StringComparison.Ordinal);
        Assert.DoesNotContain(Some.Canary, everything, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheNewerConventionsAreAnOptIn()
    {
        using var seen = new Seen();
        await using (var scenario = new Scenario(seen, static o => o.Diagnostics.LatestGenAiConventions = true))
        {
            await scenario.RunAsync("success");
        }

        var text = seen.Describe();
        Assert.Contains("gen_ai.client.inference.duration", text, StringComparison.Ordinal);
        Assert.Contains("gen_ai.client.inference.usage.input_tokens", text, StringComparison.Ordinal);
        Assert.DoesNotContain("gen_ai.client.operation.duration", text, StringComparison.Ordinal);
        Assert.DoesNotContain("gen_ai.client.token.usage", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AProviderThatTracesItselfIsNotCountedTwice()
    {
        using var seen = new Seen();
        await using (var scenario = new Scenario(seen, static o => o.Diagnostics.SelfTracingProviders.Add("alpha")))
        {
            await scenario.RunAsync("success");
        }

        var text = seen.Describe();
        Assert.Contains("attempt alpha-1 [Internal]", text, StringComparison.Ordinal);
        Assert.DoesNotContain("[Client]", text, StringComparison.Ordinal);
        Assert.DoesNotContain("gen_ai.client.", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ManySkillsDoNotMakeManySeries()
    {
        using var seen = new Seen();
        await using (var scenario = new Scenario(seen, static o => o.Diagnostics.MaxSkillsInMetrics = 3))
        {
            for (var i = 0; i < 10; i++)
            {
                await scenario.RunAsync("success", Scenario.Skill with { Id = $"s{i}", Slug = $"s{i}" });
                await scenario.Engine.ExecuteAsync($"unknown-{i}", cancellationToken: TestContext.Current.CancellationToken);
            }
        }

        var series = seen.Describe().Split('\n').Where(static l => l.StartsWith("  skills.executions {", StringComparison.Ordinal)).ToList();
        Assert.Equal(5, series.Count);
    }

    private static async Task<(string Signals, string Everything)> EverythingAsync(Seen seen, string name, Skill? skill = null, Action<SkillsEngineOptions>? configure = null)
    {
        Exception? thrown;
        MemoryExecutionLog log;
        await using (var scenario = new Scenario(seen, configure))
        {
            thrown = await scenario.RunAsync(name, skill);
            log = scenario.Log;
        }

        Assert.NotEmpty(log.Recent);
        var text = new StringBuilder(seen.Everything());
        foreach (var record in log.Recent)
        {
            text.Append(Encoding.UTF8.GetString(ExecutionLogEntry.From(record).ToUtf8Json()));
        }

        var signals = text.ToString();
        return (signals, text.Append(thrown).ToString());
    }

    private static string SourceFolder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
