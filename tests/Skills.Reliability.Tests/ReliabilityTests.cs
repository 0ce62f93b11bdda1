using System.Globalization;
using Skills.Engine.Testing;
using Skills.Reliability.Tests.Runs;

namespace Skills.Reliability.Tests;

/// <summary>Engines in three processes under random faults of everything they use. <c>.ci/long reliability</c> makes 100,000 calls of it.</summary>
public sealed class ReliabilityTests(ITestOutputHelper output)
{
    private const string SeedVariable = "SKILLS_RELIABILITY_SEED";
    private const string CallsVariable = "SKILLS_RELIABILITY_CALLS";
    private const string ReportVariable = "SKILLS_RELIABILITY_REPORT";
    private const int ShortCalls = 1500;

    [Fact]
    public async Task NoInvariantBreaksWhateverFails()
    {
        Assert.SkipWhen(RedisServerFixture.WhyUnavailable is not null && Environment.GetEnvironmentVariable("CI") != "true", RedisServerFixture.WhyUnavailable ?? "");
        var run = new ReliabilityRun(Number(SeedVariable, 1), Number(CallsVariable, ShortCalls));
        await run.RunAsync(TestContext.Current.CancellationToken);

        var report = RunReport.Of(run);
        output.WriteLine(report);
        foreach (var sentence in run.Findings.Sentences)
        {
            output.WriteLine(sentence);
        }

        if (Environment.GetEnvironmentVariable(ReportVariable) is { Length: > 0 } path)
        {
            await File.AppendAllTextAsync(path, report, TestContext.Current.CancellationToken);
        }

        Assert.Empty(run.Findings.Sentences);
        Assert.NotEmpty(run.Faults);
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
