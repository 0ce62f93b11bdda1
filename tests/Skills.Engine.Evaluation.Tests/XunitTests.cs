using Skills.Engine.Evaluation.Xunit;
using Xunit.Sdk;

namespace Skills.Engine.Evaluation.Tests;

/// <summary>The source of theory rows.</summary>
public sealed class XunitTests
{
    [Fact]
    public async Task ARowIsCalledByFileAndCase()
    {
        var rows = await new SkillTestsAttribute("skills").GetData(typeof(SampleTests).GetMethod(nameof(SampleTests.EachCaseIsATestOfItsOwn))!, new DisposalTracker());

        Assert.Contains(rows, static r => r.TestDisplayName == "skills/analysis/ticket-triage.skill.yaml#a double charge is billing");
        Assert.True(rows.Count >= 54);
    }

    [Fact]
    public async Task AFailureHasPlaceExpectationFindingAndCommand()
    {
        await using var bench = await Bench.StartAsync(Some.Triage, """
            - name: the queue is sales
              input: { text: I was charged twice }
              respond: { queue: billing, urgency: 4 }
              expect:
                - { path: $.queue, equals: sales }
            """);
        var rows = await new SkillTestsAttribute(bench.Folder).GetData(typeof(SampleTests).GetMethod(nameof(SampleTests.EachCaseIsATestOfItsOwn))!, new DisposalTracker());
        var item = Assert.IsType<SkillTestItem>(Assert.Single(rows).GetData()[0]);

        var failed = await Assert.ThrowsAsync<SkillTestFailedException>(() => item.RunAsync(TestContext.Current.CancellationToken));

        Assert.Contains("$.queue expected \"sales\", is \"billing\"", failed.Message, StringComparison.Ordinal);
        Assert.Contains("triage.tests.yaml:5", failed.Message, StringComparison.Ordinal);
        Assert.Contains($"again: skills test triage#\"the queue is sales\" --dir {bench.Folder}", failed.Message, StringComparison.Ordinal);
        Assert.Equal(SkillTestOutcome.Failed, failed.Report!.Results[0].Outcome);
    }

    [Fact]
    public async Task AFolderThatIsNotThereFailsTheDiscovery() => await Assert.ThrowsAsync<DirectoryNotFoundException>(
        () => new SkillTestsAttribute("no-such-folder").GetData(typeof(SampleTests).GetMethod(nameof(SampleTests.EachCaseIsATestOfItsOwn))!, new DisposalTracker()).AsTask());
}
