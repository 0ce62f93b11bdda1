using System.Text.Json;

namespace Skills.Engine.Rules;

/// <summary>Rules whose failures lead to different things, in one run.</summary>
public sealed class RulesTogetherTests
{
    [Fact]
    public async Task EachFailureLeadsToItsOwnAndLaterRulesSeeWhatEarlierOnesChanged()
    {
        var check = await RunAsync(
            """{"keep":9,"fix":9,"drop":9,"xs":[1,9],"retry":9}""",
            Rule("keep", RuleFailureAction.Keep),
            Rule("fix", RuleFailureAction.Fix),
            Rule("xs[*]", RuleFailureAction.Drop),
            Rule("fix", RuleFailureAction.Fail),
            Rule("xs[*]", RuleFailureAction.Fail),
            Rule("retry", RuleFailureAction.Retry));

        Assert.Equal("""{"keep":9,"fix":5,"drop":9,"xs":[1],"retry":9}""", check.Outputs.GetRawText().Replace(" ", "", StringComparison.Ordinal));
        Assert.Equal(["/retry"], check.Errors.Select(static e => e.Path));
        Assert.True(check.Retry);
        Assert.Equal([false, true, true, true, true, false], check.Result.Rules.Select(static r => r.Passed));
        Assert.Equal(RuleSeverity.Warning, check.Result.Rules[0].Severity);
        Assert.Equal(["/fix", "/xs/1"], check.Edits.Select(static e => e.Path));
    }

    [Theory]
    [InlineData(RuleFailureAction.Fail, RuleFailureAction.Keep, 1, false)]
    [InlineData(RuleFailureAction.Fail, RuleFailureAction.Retry, 2, true)]
    [InlineData(RuleFailureAction.Retry, RuleFailureAction.Keep, 1, true)]
    [InlineData(RuleFailureAction.Keep, RuleFailureAction.Keep, 0, false)]
    [InlineData(RuleFailureAction.Keep, RuleFailureAction.Fix, 0, false)]
    public async Task TheOrderOfTwoMakesNoDifference(RuleFailureAction first, RuleFailureAction second, int errors, bool retry)
    {
        var there = await RunAsync("""{"a":9,"b":9}""", Rule("a", first), Rule("b", second));
        var back = await RunAsync("""{"a":9,"b":9}""", Rule("b", second), Rule("a", first));

        Assert.Equal((errors, retry), (there.Errors.Count, there.Retry));
        Assert.Equal((errors, retry), (back.Errors.Count, back.Retry));
        Assert.Equal(there.Outputs.GetRawText(), back.Outputs.GetRawText());
    }

    private static ValidationRule Rule(string field, RuleFailureAction onFail) =>
        new() { Type = "range_check", Parameters = JsonElement.Parse($$"""{"field":"{{field}}","max":5}"""), OnFail = onFail };

    private static ValueTask<RuleValidation> RunAsync(string outputs, params ValidationRule[] rules) => RuleCase.Executor().ExecuteAsync(
        new() { Id = "s", Name = "S", ValidationRules = rules }, JsonElement.Parse("{}"), JsonElement.Parse(outputs), new(), TestContext.Current.CancellationToken);
}
