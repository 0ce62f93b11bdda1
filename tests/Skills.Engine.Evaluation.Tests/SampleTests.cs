namespace Skills.Engine.Evaluation.Tests;

public sealed class SampleTests
{
    [Fact]
    public async Task EveryCaseOfTheSamplesPassesWithoutAModel()
    {
        await using var runner = SkillTestRunner.Create(
            builder => builder.AddSkillsFromDirectory(Path.Combine(AppContext.BaseDirectory, "skills")).AddDryRun(),
            new() { BaseDirectory = AppContext.BaseDirectory });

        var report = await runner.RunAsync(cancellationToken: TestContext.Current.CancellationToken);

        Assert.Empty(report.Results.Where(static r => r.Outcome != SkillTestOutcome.Passed).Select(static r => $"{r.Id} {r.Outcome}: {string.Join("; ", r.Runs.SelectMany(static run => run.Findings).Select(static f => f.Describe()))}"));
        Assert.True(report.IsSuccess);
        Assert.Equal(18, report.Results.Select(static r => r.Skill).Distinct().Count());
    }
}
