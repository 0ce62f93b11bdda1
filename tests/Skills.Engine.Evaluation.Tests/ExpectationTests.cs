using System.Text.Json;

namespace Skills.Engine.Evaluation.Tests;

/// <summary>Every expectation, over a real engine whose answers the case gives.</summary>
public sealed class ExpectationTests
{
    private const string Reply = """{"queue":"billing","urgency":4,"tags":["a","b"],"note":"Charged twice, please refund.","nested":{"x":null},"price":1.0}""";

    [Theory]
    [InlineData("""{"status":"success"}""", true)]
    [InlineData("""{"status":"failed"}""", false)]
    [InlineData("""{"not-status":"failed"}""", true)]
    [InlineData("""{"attempts":1}""", true)]
    [InlineData("""{"attempts":{"gte":2}}""", false)]
    [InlineData("""{"path":"$.queue","equals":"billing"}""", true)]
    [InlineData("""{"path":"$.queue","equals":"sales"}""", false)]
    [InlineData("""{"path":"$.queue","not-equals":"sales"}""", true)]
    [InlineData("""{"path":"/price","equals":1}""", true)]
    [InlineData("""{"path":"$.missing","equals":1}""", false)]
    [InlineData("""{"path":"$.note","contains":"twice"}""", true)]
    [InlineData("""{"path":"$.note","contains":"Twice"}""", false)]
    [InlineData("""{"path":"$.note","icontains":"TWICE"}""", true)]
    [InlineData("""{"path":"$.tags","contains":"a"}""", true)]
    [InlineData("""{"path":"$.tags","contains":"c"}""", false)]
    [InlineData("""{"path":"$","contains":{"queue":"billing"}}""", true)]
    [InlineData("""{"path":"$.note","contains-all":["Charged","refund"]}""", true)]
    [InlineData("""{"path":"$.note","contains-all":["Charged","credit"]}""", false)]
    [InlineData("""{"path":"$.note","contains-any":["credit","refund"]}""", true)]
    [InlineData("""{"path":"$.note","contains-any":["credit","debit"]}""", false)]
    [InlineData("""{"path":"$.note","starts-with":"Charged"}""", true)]
    [InlineData("""{"path":"$.note","ends-with":"refund"}""", false)]
    [InlineData("""{"path":"$.note","matches":"refund\\.$"}""", true)]
    [InlineData("""{"path":"$.note","regex":"^refund"}""", false)]
    [InlineData("""{"path":"$.note","length":{"lte":100}}""", true)]
    [InlineData("""{"path":"$.tags","length":3}""", false)]
    [InlineData("""{"path":"$.note","similar":"charged twice, please refund"}""", true)]
    [InlineData("""{"path":"$.note","similar":{"to":"The weather is fine","min":0.5}}""", false)]
    [InlineData("""{"path":"$.urgency","gte":4}""", true)]
    [InlineData("""{"path":"$.urgency","gt":4}""", false)]
    [InlineData("""{"path":"$.urgency","lt":5,"lte":4}""", true)]
    [InlineData("""{"path":"$.queue","gt":1}""", false)]
    [InlineData("""{"path":"$.queue","in":["billing","bug"]}""", true)]
    [InlineData("""{"path":"$.queue","in":["bug"]}""", false)]
    [InlineData("""{"path":"$.urgency","type":"integer"}""", true)]
    [InlineData("""{"path":"$.urgency","type":["string","null"]}""", false)]
    [InlineData("""{"path":"$.nested.x","exists":true}""", true)]
    [InlineData("""{"path":"$.nested.y","exists":false}""", true)]
    [InlineData("""{"path":"$.nested.y","exists":true}""", false)]
    [InlineData("""{"path":"$.tags[*]","type":"string"}""", true)]
    [InlineData("""{"path":"$.tags[*]","equals":"a"}""", false)]
    [InlineData("""{"path":"$.urgency","schema":{"type":"integer","maximum":5}}""", true)]
    [InlineData("""{"schema":{"required":["other"]}}""", false)]
    [InlineData("""{"is-json":true}""", true)]
    [InlineData("""{"is-json":false}""", false)]
    [InlineData("""{"path":"$.note","is-json":true}""", false)]
    [InlineData("""{"error":"input.required"}""", false)]
    [InlineData("""{"errors":0}""", true)]
    [InlineData("""{"steps":0}""", true)]
    [InlineData("""{"model":"claude-*"}""", false)]
    [InlineData("""{"variant":""}""", true)]
    [InlineData("""{"cache":"miss"}""", true)]
    [InlineData("""{"cache":"hit"}""", true)]
    [InlineData("""{"not-cache":"miss"}""", false)]
    [InlineData("""{"latency":"60s"}""", true)]
    [InlineData("""{"latency":{"gt":600000}}""", false)]
    [InlineData("""{"cost":0.01}""", true)]
    [InlineData("""{"tokens":{"input":1000,"output":1000}}""", true)]
    [InlineData("""{"tokens":1}""", false)]
    [InlineData("""{"rendered-contains":"Say hello"}""", true)]
    [InlineData("""{"rendered-contains":["Say","goodbye"]}""", false)]
    [InlineData("""{"message-count":1}""", true)]
    [InlineData("""{"token-budget":1}""", false)]
    [InlineData("""{"expression":"outputs.urgency > 3 and inputs.word == 'hello'"}""", true)]
    [InlineData("""{"path":"$.urgency","expression":"value > 4"}""", false)]
    public async Task AnExpectationHoldsOrNot(string expectation, bool holds)
    {
        var run = await RunAsync(Some.Definition(Some.Skill(), Some.Case(Reply, expectation)));

        Assert.True(holds == run.Passed, string.Join("; ", run.Findings.Select(static f => f.Describe())));
        Assert.All(run.Findings, static f => Assert.Equal(SkillTestFindingKind.Failed, f.Kind));
    }

    [Theory]
    [InlineData("""{"equal":1}""", "'equal' is not a known expectation.")]
    [InlineData("""{"path":"$.a"}""", "checks nothing")]
    [InlineData("""{"status":"fine"}""", "'fine' is not a status")]
    [InlineData("""{"path":"$.note","matches":"("}""", "pattern")]
    [InlineData("""{"path":"$.note","length":{"about":3}}""", "'about' is not a comparison")]
    [InlineData("""{"path":"$..[","equals":1}""", "path")]
    [InlineData("""{"path":"$.urgency","type":"int"}""", "'int' is not a type")]
    [InlineData("""{"expression":"outputs.("}""", "cannot be evaluated")]
    [InlineData("""{"judge":{"min":1}}""", "needs a criterion")]
    public async Task AWrongExpectationFailsAndSaysWhatIsAllowed(string expectation, string sentence)
    {
        var run = await RunAsync(Some.Definition(Some.Skill(), Some.Case(Reply, expectation)));

        var finding = Assert.Single(run.Findings);
        Assert.False(run.Passed);
        Assert.Equal(SkillTestFindingKind.Invalid, finding.Kind);
        Assert.Contains(sentence, finding.Got, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ErrorsAreFoundByCodeBeginningPathAndMessage()
    {
        var test = Some.Case(Reply, """{"error":"input"}""") with
        {
            Input = JsonElement.Parse("{}"),
            Expect = [.. new[] { """{"error":"input"}""", """{"error":"input.required"}""", """{"errors":["input.required"]}""", """{"error":{"code":"input.required","path":"","message":"word"}}""", """{"errors":1}""", """{"path":"$.queue","exists":false}""", """{"status":"failed"}""" }.Select(static e => JsonElement.Parse(e))],
        };

        var run = await RunAsync(Some.Definition(Some.Skill(), test));

        Assert.True(run.Passed, string.Join("; ", run.Findings.Select(static f => f.Describe())));
        Assert.Equal(SkillTestSource.None, run.Source);
    }

    [Fact]
    public async Task ARuleIsExpectedToHoldOrToFindSomething()
    {
        var skill = Some.Skill() with { ValidationRules = [new() { Type = "range_check", Parameters = JsonElement.Parse("""{"field":"urgency","max":3}""") }] };

        Assert.True((await RunAsync(Some.Definition(skill, Some.Case(Reply, """{"rule":"range_check"}""")))).Passed);
        Assert.False((await RunAsync(Some.Definition(skill, Some.Case(Reply, """{"rule":{"type":"range_check","passed":true}}""")))).Passed);
    }

    [Fact]
    public async Task TheTextOfATextSkillIsComparedAsText()
    {
        var skill = Some.Skill() with { OutputSchema = null, Output = new() { Format = OutputFormat.Text } };

        Assert.True((await RunAsync(Some.Definition(skill, Some.Case("Hello there", """{"starts-with":"Hello","equals":"Hello there"}""")))).Passed);
    }

    [Fact]
    public async Task SnapshotsAreWrittenOnceAndComparedThen()
    {
        var folder = Directory.CreateTempSubdirectory("skills-snapshots-");
        try
        {
            var definition = Some.Definition(Some.Skill(), Some.Case(Reply, """{"snapshot":true,"rendered-snapshot":"prompt"}"""));
            var changed = Some.Definition(Some.Skill(), Some.Case(Reply.Replace("billing", "sales", StringComparison.Ordinal), """{"snapshot":true,"rendered-snapshot":"prompt"}"""));
            var options = new SkillTestOptions { SnapshotDirectory = folder.FullName };

            var missing = await RunAsync(definition, options);
            var written = await RunAsync(definition, options with { UpdateSnapshots = true });
            var equal = await RunAsync(definition, options);
            var different = await RunAsync(changed, options);

            Assert.Equal([false, true, true, false], new[] { missing, written, equal, different }.Select(static r => r.Passed));
            Assert.Contains("a-case.json line 2", Assert.Single(different.Findings).Expected, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<SkillTestRun> RunAsync(SkillDefinition definition, SkillTestOptions? options = null)
    {
        await using var runner = SkillTestRunner.Create(static builder => builder.AddDryRun(), options);
        var report = await runner.RunAsync([definition], cancellationToken: TestContext.Current.CancellationToken);
        return Assert.Single(Assert.Single(report.Results).Runs);
    }
}
