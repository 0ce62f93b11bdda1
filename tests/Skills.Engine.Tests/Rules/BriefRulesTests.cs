using System.Text.Json;

namespace Skills.Engine.Rules;

public class BriefRulesTests
{
    [Theory]
    [InlineData("required_fields", """{"fields":["a","b.c"]}""", """{"a":1,"b":{"c":null}}""", "")]
    [InlineData("required_fields", """{"fields":["a","b.c"]}""", """{"b":{}}""", "/a /b/c")]
    [InlineData("required_fields", """{"field":"items[*].id"}""", """{"items":[{"id":1},{}]}""", "/items/1/id")]
    [InlineData("required_fields", """{"field":"items[*].id"}""", """{"items":"none"}""", "/items/*")]
    [InlineData("required_fields", """{"field":"a","non_empty":true}""", """{"a":"  "}""", "/a")]
    [InlineData("type_check", """{"types":{"n":"number","s":"string"}}""", """{"n":1.5,"s":""}""", "")]
    [InlineData("type_check", """{"types":{"n":"number"}}""", """{"n":true}""", "/n")]
    [InlineData("type_check", """{"types":{"n":"integer"}}""", """{"n":1.0}""", "")]
    [InlineData("type_check", """{"types":{"n":"integer"}}""", """{"n":1.5}""", "/n")]
    [InlineData("type_check", """{"types":{"n":["integer","null"]}}""", """{"n":null}""", "")]
    [InlineData("type_check", """{"types":{"n":"string"}}""", """{"n":null}""", "/n")]
    [InlineData("type_check", """{"types":{"n":"string"}}""", "{}", "/n")]
    [InlineData("type_check", """{"types":{"items[*].p":"number"}}""", """{"items":[{"p":1},{"p":"1"}]}""", "/items/1/p")]
    [InlineData("range_check", """{"field":"n","min":1,"max":5}""", """{"n":5}""", "")]
    [InlineData("range_check", """{"field":"n","min":1,"max":5}""", """{"n":5.01}""", "/n")]
    [InlineData("range_check", """{"field":"n","min":1,"max":5}""", "{}", "/n")]
    [InlineData("range_check", """{"field":"n","min":1,"max":5}""", """{"n":true}""", "/n")]
    [InlineData("range_check", """{"field":"n","min":1,"max":5}""", """{"n":"3"}""", "/n")]
    [InlineData("range_check", """{"field":"xs[*]","max":5}""", """{"xs":[1,9,3,7]}""", "/xs/1 /xs/3")]
    [InlineData("range_check", """{"field":"n","min":1,"exclusive":true}""", """{"n":1}""", "/n")]
    [InlineData("regex", """{"field":"s","pattern":"^[A-Z]"}""", """{"s":"Ada"}""", "")]
    [InlineData("regex", """{"field":"s","pattern":"^[A-Z]"}""", """{"s":"ada"}""", "/s")]
    [InlineData("regex", """{"field":"s","pattern":"[A-Z]+","match":"full"}""", """{"s":"ADa"}""", "/s")]
    [InlineData("regex", """{"field":"s","pattern":"x"}""", "{}", "/s")]
    [InlineData("regex", """{"field":"s","pattern":"x","optional":true}""", "{}", "")]
    [InlineData("regex", """{"field":"s","pattern":"1"}""", """{"s":1}""", "/s")]
    [InlineData("regex", """{"field":"tags.*","pattern":"^[a-z]+$"}""", """{"tags":{"x":"ok","y":"No"}}""", "/tags/y")]
    public async Task EachSaysWhere(string type, string parameters, string outputs, string wrong)
    {
        var check = await RuleCase.RunAsync(type, parameters, outputs);

        Assert.Equal(wrong, string.Join(' ', check.Errors.Select(static e => e.Path)));
        Assert.Equal(wrong.Length == 0, check.Result.Passed);
    }

    [Fact]
    public async Task AnAbsentFieldPassesWhereTheSchemaMakesItOptional()
    {
        var check = await RuleCase.RunAsync("range_check", """{"field":"n","min":1}""", "{}", schema: """{"type":"object","properties":{"n":{"type":"number"}}}""");

        Assert.True(check.Result.Passed);
    }

    [Theory]
    [InlineData("(?=(a+)+$)b")]
    [InlineData("^(a+)+$")]
    [InlineData("^(a|aa)+$")]
    [InlineData("^(a|a?)+$")]
    [InlineData("(a*)*b")]
    [InlineData("^(([a-z])+.)+[A-Z]([a-z])+$")]
    [InlineData("^(a+)\\1+$")]
    [InlineData("(?<!(a+)+)b")]
    public async Task AHostilePatternEndsInTime(string pattern)
    {
        var started = TimeProvider.System.GetTimestamp();

        var check = await RuleCase.RunAsync("regex", $$"""{"field":"s","pattern":{{JsonSerializer.Serialize(pattern)}}}""", $$"""{"s":"{{new string('a', 50_000)}}!"}""");

        Assert.False(check.Result.Passed);
        Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(10));
    }

    [Theory]
    [InlineData("telepathy", "{}", "Unknown rule type")]
    [InlineData("range_check", """{"field":"n","min":1,"mx":2}""", "'mx'")]
    [InlineData("range_check", """{"field":"n"}""", "'min'")]
    [InlineData("not_contains", """{"field":"s","values":["a"],"mode":"any"}""", "'mode'")]
    [InlineData("not_contains", """{"field":"s","values":["a"],"mode":"all"}""", "'mode'")]
    [InlineData("contains", """{"field":"s","values":["a"],"mode":"most"}""", "'mode'")]
    [InlineData("range_check", """{"min":1}""", "'field'")]
    [InlineData("regex", """{"field":"s","pattern":"("}""", "pattern")]
    [InlineData("type_check", """{"types":{"s":"text"}}""", "'text'")]
    [InlineData("custom", """{"name":"nobody"}""", "'nobody'")]
    [InlineData("custom", "{}", "'expression'")]
    [InlineData("expression", """{"expression":"outputs.a =="}""", "expression")]
    [InlineData("regex", """{"field":"a..b","pattern":"x"}""", "character 3")]
    public void AWrongRuleIsToldWhenTheSkillIsLoaded(string type, string parameters, string told)
    {
        var error = Assert.Single(RuleCase.Check(type, parameters));

        Assert.Equal("rules.invalid", error.Code);
        Assert.Contains(told, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AFixIsAppliedAndRecorded()
    {
        var check = await RuleCase.RunAsync("range_check", """{"field":"n","max":5}""", """{"n":9,"m":1}""", change: static r => r with { OnFail = RuleFailureAction.Fix });

        Assert.True(check.Result.Passed);
        Assert.Equal("""{"n":5,"m":1}""", check.Outputs.GetRawText());
        Assert.Equal("rule_fix", Assert.Single(check.Edits).Name);
    }

    [Fact]
    public async Task AWarningDoesNotFail()
    {
        var check = await RuleCase.RunAsync("range_check", """{"field":"n","max":5}""", """{"n":9}""", change: static r => r with { Severity = RuleSeverity.Warning });

        Assert.True(check.Result.Passed);
        Assert.Single(check.Result.Warnings);
    }
}
