using System.Net;
using System.Text.Json;
using Skills.Engine.Compilation;

namespace Skills.Engine.Rules;

public class BoxedRulesTests
{
    [Theory]
    [InlineData("length", """{"field":"s","min":2,"max":3}""", """{"s":"ab"}""", "")]
    [InlineData("length", """{"field":"s","min":2,"max":3}""", """{"s":"abcd"}""", "/s")]
    [InlineData("length", """{"field":"s","max":1}""", """{"s":"👩‍👩‍👧"}""", "")]
    [InlineData("length", """{"field":"s","max":1}""", "{}", "/s")]
    [InlineData("length", """{"field":"s","max":1}""", """{"s":5}""", "/s")]
    [InlineData("length", """{"field":"xs[*].t","max":1}""", """{"xs":[{"t":"a"},{"t":"ab"}]}""", "/xs/1/t")]
    [InlineData("length", """{"field":"xs","max":1}""", """{"xs":[1,2]}""", "/xs")]
    [InlineData("words", """{"field":"s","min":2}""", """{"s":" two  words\n"}""", "")]
    [InlineData("words", """{"field":"s","max":1}""", """{"s":"two words"}""", "/s")]
    [InlineData("words", """{"field":"s","max":1}""", "{}", "/s")]
    [InlineData("words", """{"field":"s","max":1}""", """{"s":["a"]}""", "/s")]
    [InlineData("words", """{"field":"xs[*]","max":1}""", """{"xs":["a","b c"]}""", "/xs/1")]
    [InlineData("one_of", """{"field":"s","values":["a","b"]}""", """{"s":"a"}""", "")]
    [InlineData("one_of", """{"field":"s","values":["a","b"]}""", """{"s":"A"}""", "/s")]
    [InlineData("one_of", """{"field":"s","values":["a"],"ignore_case":true}""", """{"s":"A"}""", "")]
    [InlineData("one_of", """{"field":"n","values":[1]}""", """{"n":1.0}""", "")]
    [InlineData("one_of", """{"field":"n","values":[1]}""", """{"n":true}""", "/n")]
    [InlineData("one_of", """{"field":"s","values":["a"]}""", "{}", "/s")]
    [InlineData("one_of", """{"field":"xs[*]","values":["a"]}""", """{"xs":["a","b"]}""", "/xs/1")]
    [InlineData("not_one_of", """{"field":"s","values":["n/a"]}""", """{"s":"x"}""", "")]
    [InlineData("not_one_of", """{"field":"s","values":["n/a"]}""", """{"s":"n/a"}""", "/s")]
    [InlineData("not_one_of", """{"field":"s","values":["n/a"]}""", "{}", "/s")]
    [InlineData("not_one_of", """{"field":"xs[*]","values":["n/a"]}""", """{"xs":["x","n/a"]}""", "/xs/1")]
    [InlineData("format", """{"field":"s","format":"email"}""", """{"s":"ada@example.org"}""", "")]
    [InlineData("format", """{"field":"s","format":"email"}""", """{"s":"ada"}""", "/s")]
    [InlineData("format", """{"field":"s","format":"url"}""", """{"s":"https://example.org/a"}""", "")]
    [InlineData("format", """{"field":"s","format":"date"}""", """{"s":"2025-02-30"}""", "/s")]
    [InlineData("format", """{"field":"s","format":"uuid"}""", """{"s":5}""", "/s")]
    [InlineData("format", """{"field":"s","format":"uuid"}""", "{}", "/s")]
    [InlineData("format", """{"field":"xs[*]","format":"ipv4"}""", """{"xs":["1.2.3.4","1.2.3.256"]}""", "/xs/1")]
    [InlineData("unique", """{"field":"xs"}""", """{"xs":[1,2,3]}""", "")]
    [InlineData("unique", """{"field":"xs"}""", """{"xs":[1,2,1.0]}""", "/xs")]
    [InlineData("unique", """{"field":"xs","by":"id"}""", """{"xs":[{"id":1,"n":1},{"id":1,"n":2}]}""", "/xs")]
    [InlineData("unique", """{"field":"xs","by":"id"}""", """{"xs":[{"n":1},{"n":1},{"id":1}]}""", "")]
    [InlineData("unique", """{"field":"xs"}""", """{"xs":"aa"}""", "/xs")]
    [InlineData("unique", """{"field":"xs"}""", "{}", "/xs")]
    [InlineData("unique", """{"field":"g[*].xs"}""", """{"g":[{"xs":[1]},{"xs":[2,2]}]}""", "/g/1/xs")]
    [InlineData("sorted", """{"field":"xs"}""", """{"xs":[1,2,10]}""", "")]
    [InlineData("sorted", """{"field":"xs"}""", """{"xs":[2,1]}""", "/xs")]
    [InlineData("sorted", """{"field":"xs","order":"descending","by":"n"}""", """{"xs":[{"n":2},{"n":1}]}""", "")]
    [InlineData("sorted", """{"field":"xs"}""", """{"xs":[1,"a"]}""", "/xs")]
    [InlineData("sorted", """{"field":"xs"}""", """{"xs":1}""", "/xs")]
    [InlineData("sorted", """{"field":"xs"}""", "{}", "/xs")]
    [InlineData("sorted", """{"field":"g[*]"}""", """{"g":[[1,2],[2,1]]}""", "/g/1")]
    [InlineData("compare", """{"field":"a","op":"<","other":"b"}""", """{"a":1,"b":2}""", "")]
    [InlineData("compare", """{"field":"a","op":"<","other":"b"}""", """{"a":2,"b":2}""", "/a")]
    [InlineData("compare", """{"field":"a","op":"<","other":"b"}""", """{"a":2}""", "/a")]
    [InlineData("compare", """{"field":"a","op":"<","other":"b"}""", """{"a":"2","b":3}""", "/a")]
    [InlineData("compare", """{"field":"a","op":"==","other":"b"}""", """{"a":[1],"b":[1]}""", "")]
    [InlineData("compare", """{"field":"a","op":"!=","value":0}""", """{"a":0.0}""", "/a")]
    [InlineData("compare", """{"field":"a","op":"!=","other":"b"}""", """{"a":[1],"b":[1]}""", "/a")]
    [InlineData("compare", """{"field":"a","op":"!=","other":"b"}""", """{"a":[1],"b":[2]}""", "")]
    [InlineData("compare", """{"field":"a","op":"<=","other_input":"max"}""", """{"a":9}""", "/a")]
    [InlineData("compare", """{"field":"xs[*]","op":">","value":0}""", """{"xs":[1,0]}""", "/xs/1")]
    [InlineData("contains", """{"field":"s","values":["a","b"]}""", """{"s":"abc"}""", "")]
    [InlineData("contains", """{"field":"s","values":["a","z"]}""", """{"s":"abc"}""", "/s")]
    [InlineData("contains", """{"field":"s","values":["a","z"],"mode":"any"}""", """{"s":"abc"}""", "")]
    [InlineData("contains", """{"field":"xs","value":2}""", """{"xs":[1,2]}""", "")]
    [InlineData("contains", """{"field":"s","value":"a"}""", """{"s":1}""", "/s")]
    [InlineData("contains", """{"field":"s","value":"a"}""", "{}", "/s")]
    [InlineData("contains", """{"field":"xs[*]","value":"A","ignore_case":true}""", """{"xs":["a","b"]}""", "/xs/1")]
    [InlineData("not_contains", """{"field":"s","value":"sorry"}""", """{"s":"All is well"}""", "")]
    [InlineData("not_contains", """{"field":"s","value":"sorry","ignore_case":true}""", """{"s":"Sorry!"}""", "/s")]
    [InlineData("not_contains", """{"field":"s","value":"sorry"}""", "{}", "/s")]
    [InlineData("pii", "{}", """{"s":"call me","n":[{"t":"at ada@example.org"}]}""", "/n/0/t")]
    [InlineData("pii", """{"kinds":["credit_card"]}""", """{"a":"4111 1111 1111 1111","b":"4111 1111 1111 1112"}""", "/a")]
    [InlineData("pii", """{"kinds":["iban"]}""", """{"a":"DE89 3704 0044 0532 0130 00","b":"DE89 3704 0044 0532 0130 01"}""", "/a")]
    [InlineData("pii", """{"kinds":["phone"]}""", """{"a":"+49 30 901820","b":"in 2024"}""", "/a")]
    [InlineData("pii", """{"field":"xs[*]"}""", """{"xs":["a","b@c.de"],"t":"d@e.fr"}""", "/xs/1")]
    [InlineData("secrets", "{}", """{"a":"AKIAIOSFODNN7EXAMPLE","b":"AKIA"}""", "/a")]
    [InlineData("secrets", "{}", """{"a":"-----BEGIN RSA PRIVATE KEY-----"}""", "/a")]
    [InlineData("secrets", "{}", """{"a":"postgres://u:p@host/db","b":"https://host/a"}""", "/a")]
    [InlineData("pii", """{"field":"s"}""", """{"s":"nothing of the kind"}""", "")]
    [InlineData("pii", """{"field":"s"}""", "{}", "")]
    [InlineData("pii", """{"field":"s"}""", """{"s":5}""", "")]
    [InlineData("secrets", """{"field":"s"}""", """{"s":"nothing of the kind"}""", "")]
    [InlineData("secrets", """{"field":"s"}""", "{}", "")]
    [InlineData("secrets", """{"field":"xs[*]"}""", """{"xs":["a","AKIAIOSFODNN7EXAMPLE"]}""", "/xs/1")]
    [InlineData("not_one_of", """{"field":"n","values":["5"]}""", """{"n":5}""", "")]
    [InlineData("not_contains", """{"field":"s","value":"1"}""", """{"s":1}""", "/s")]
    [InlineData("not_contains", """{"field":"xs[*]","value":"b"}""", """{"xs":["a","b"]}""", "/xs/1")]
    [InlineData("format", """{"field":"s","format":"date-time"}""", """{"s":"2025-02-28T10:00:00Z"}""", "")]
    [InlineData("json_schema", """{"field":"a","schema":{"type":"integer"}}""", """{"a":1}""", "")]
    [InlineData("json_schema", """{"field":"a","schema":{"type":"integer"}}""", """{"a":"1"}""", "/a")]
    [InlineData("expression", """{"field":"n","expression":"value > 0"}""", "{}", "/n")]
    [InlineData("expression", """{"field":"n","expression":"value > 0"}""", """{"n":"a"}""", "/n")]
    [InlineData("json_schema", """{"field":"xs[*]","schema":{"type":"integer"}}""", """{"xs":[1,"2"]}""", "/xs/1")]
    [InlineData("json_schema", """{"schema":{"required":["a"]}}""", """{"b":1}""", "(whole)")]
    [InlineData("json_schema", """{"field":"a","schema":true}""", "{}", "/a")]
    [InlineData("expression", """{"expression":"outputs.total == outputs.items | sum(attribute='price')"}""", """{"total":3,"items":[{"price":1},{"price":2}]}""", "")]
    [InlineData("expression", """{"expression":"outputs.total == outputs.items | sum(attribute='price')"}""", """{"total":4,"items":[{"price":1},{"price":2}]}""", "(whole)")]
    [InlineData("expression", """{"field":"items[*].price","expression":"value > 0"}""", """{"items":[{"price":1},{"price":-2}]}""", "/items/1/price")]
    [InlineData("expression", """{"expression":"outputs.missing.deeper > 1"}""", """{}""", "(whole)")]
    public async Task EachSaysWhere(string type, string parameters, string outputs, string wrong)
    {
        var check = await RuleCase.RunAsync(type, parameters, outputs, """{"max":5}""");

        Assert.Equal(wrong, string.Join(' ', check.Errors.Select(static e => e.Path.Length == 0 ? "(whole)" : e.Path)));
        Assert.Equal(wrong.Length == 0, check.Result.Passed);
    }

    [Theory]
    [InlineData("grounded_in", """{"field":"s","input":"text"}""", """{"s":"The  quick brown"}""", "")]
    [InlineData("grounded_in", """{"field":"s","input":"text"}""", """{"s":"The slow brown"}""", "/s")]
    [InlineData("grounded_in", """{"field":"s","input":"text","quotes":true}""", """{"s":"It says “quick brown fox”."}""", "")]
    [InlineData("grounded_in", """{"field":"s","input":"text","quotes":true}""", """{"s":"It says \"lazy cat\"."}""", "/s")]
    [InlineData("grounded_in", """{"field":"s","input":"text"}""", """{"s":7}""", "/s")]
    [InlineData("grounded_in", """{"field":"s","input":"text"}""", "{}", "/s")]
    [InlineData("grounded_in", """{"field":"xs[*]","input":"text"}""", """{"xs":["quick","slow"]}""", "/xs/1")]
    [InlineData("grounded_in", """{"field":"s","input":"nothing"}""", """{"s":"quick"}""", "/s")]
    [InlineData("similarity", """{"field":"s","input":"text","min":0.8}""", """{"s":"The quick brown fox jumped"}""", "")]
    [InlineData("similarity", """{"field":"s","input":"text","min":0.8}""", """{"s":"Something else"}""", "/s")]
    [InlineData("similarity", """{"field":"s","input":"text","max":0.5}""", """{"s":"The quick brown fox jumps"}""", "/s")]
    [InlineData("similarity", """{"field":"s","input":"text","min":0.8}""", """{"s":1}""", "/s")]
    [InlineData("similarity", """{"field":"s","input":"text","min":0.8}""", "{}", "/s")]
    [InlineData("similarity", """{"field":"xs[*]","input":"text","min":0.8}""", """{"xs":["The quick brown fox jumps","no"]}""", "/xs/1")]
    public async Task SomeLookAtTheInputs(string type, string parameters, string outputs, string wrong)
    {
        var check = await RuleCase.RunAsync(type, parameters, outputs, """{"text":"The quick brown fox jumps"}""");

        Assert.Equal(wrong, string.Join(' ', check.Errors.Select(static e => e.Path)));
    }

    [Theory]
    [InlineData("length", """{"field":"s","max":2}""", """{"s":"abc"}""", """{"s":"ab"}""")]
    [InlineData("words", """{"field":"s","max":2}""", """{"s":"a b c"}""", """{"s":"a b"}""")]
    [InlineData("one_of", """{"field":"s","values":["High"]}""", """{"s":" high"}""", """{"s":"High"}""")]
    [InlineData("unique", """{"field":"xs"}""", """{"xs":[1,2,1]}""", """{"xs":[1,2]}""")]
    [InlineData("sorted", """{"field":"xs"}""", """{"xs":[3,1,2]}""", """{"xs":[1,2,3]}""")]
    [InlineData("pii", "{}", """{"s":"to a@b.de!"}""", """{"s":"to [email]!"}""")]
    [InlineData("secrets", "{}", """{"s":"key AKIAIOSFODNN7EXAMPLE"}""", """{"s":"key [aws_key]"}""")]
    public async Task AFixMendsWhatItCan(string type, string parameters, string outputs, string repaired)
    {
        var check = await RuleCase.RunAsync(type, parameters, outputs, change: static r => r with { OnFail = RuleFailureAction.Fix });

        Assert.True(check.Result.Passed);
        Assert.Equal(repaired, check.Outputs.GetRawText());
        Assert.Single(check.Edits);
    }

    [Fact]
    public async Task ADroppedValueIsRecordedAndTheSchemaIsHeldAgain()
    {
        const string Schema = """{"type":"object","required":["xs"],"properties":{"xs":{"type":"array","minItems":2}}}""";

        var check = await RuleCase.RunAsync("range_check", """{"field":"xs[*]","max":5}""", """{"xs":[1,9]}""", schema: Schema, change: static r => r with { OnFail = RuleFailureAction.Drop });

        Assert.Equal("""{"xs":[1]}""", check.Outputs.GetRawText());
        Assert.Equal("output.minItems", Assert.Single(check.Errors).Code);
        Assert.Equal("/xs/1", Assert.Single(check.Edits).Path);
    }

    [Fact]
    public async Task WhatCannotBeDroppedStaysAnError()
    {
        var check = await RuleCase.RunAsync("length", """{"field":"xs[*].t","max":1}""", """{"xs":[{"t":"ab"},{}]}""", change: static r => r with { OnFail = RuleFailureAction.Drop });

        Assert.Equal("""{"xs":[{},{}]}""", check.Outputs.GetRawText());
        Assert.Equal("/xs/1/t", Assert.Single(check.Errors).Path);
    }

    [Theory]
    [InlineData("inputs.strict", """{"strict":true}""", false, false)]
    [InlineData("inputs.strict", """{"strict":false}""", true, true)]
    [InlineData("outputs.n > 5", "{}", false, false)]
    [InlineData("outputs.n // 0 > 5", "{}", false, false)]
    public async Task AConditionDecidesWhetherTheRuleRuns(string when, string inputs, bool passed, bool skipped)
    {
        var check = await RuleCase.RunAsync("range_check", """{"field":"n","max":5}""", """{"n":9}""", inputs, change: r => r with { When = when });

        Assert.Equal(passed, check.Result.Passed);
        Assert.Equal(skipped, check.Result.Rules[0].Skipped);
    }

    [Fact]
    public async Task AMessageMayHoldJinja()
    {
        var check = await RuleCase.RunAsync("range_check", """{"field":"xs[*].n","max":5}""", """{"xs":[{"n":9}]}""", change: static r => r with { Message = "{{ value }} at {{ path }} is too much for {{ outputs.xs | length }}" });

        Assert.Equal("9 at /xs/0/n is too much for 1", Assert.Single(check.Errors).Message);
    }

    [Theory]
    [InlineData(RuleFailureAction.Retry, false, true)]
    [InlineData(RuleFailureAction.Fail, false, false)]
    [InlineData(RuleFailureAction.Keep, true, false)]
    public async Task WhatAFailureLeadsToIsTheRulesChoice(RuleFailureAction action, bool passed, bool retry)
    {
        var check = await RuleCase.RunAsync("range_check", """{"field":"n","max":5}""", """{"n":9}""", change: r => r with { OnFail = action });

        Assert.Equal(passed, check.Result.Passed);
        Assert.Equal(retry, check.Retry);
        Assert.Equal(action == RuleFailureAction.Keep ? 1 : 0, check.Result.Warnings.Count);
    }

    [Fact]
    public async Task ARuleInCSharpSeesItsParametersAndItsFailureIsTheRules()
    {
        var seen = await RuleCase.RunAsync("custom", """{"name":"own","limit":3}""", """{"n":9}""", executor: RuleCase.Executor(new OwnRule()));
        var thrown = await RuleCase.RunAsync("custom", """{"name":"own"}""", """{"n":9}""", executor: RuleCase.Executor(new OwnRule()));

        Assert.Equal("n is over 3", Assert.Single(seen.Errors).Message);
        Assert.Contains("could not be checked", Assert.Single(thrown.Errors).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"pass":true}""", HttpStatusCode.OK, "")]
    [InlineData("""{"pass":false,"message":"no"}""", HttpStatusCode.OK, "no")]
    [InlineData("""{"findings":[{"path":"/a","message":"bad"}]}""", HttpStatusCode.OK, "bad")]
    [InlineData("""{"findings":[]}""", HttpStatusCode.OK, "")]
    [InlineData("{}", HttpStatusCode.InternalServerError, "status 500")]
    [InlineData("nonsense", HttpStatusCode.OK, "no JSON")]
    [InlineData("[]", HttpStatusCode.OK, "no object")]
    [InlineData("{}", HttpStatusCode.OK, "neither")]
    public async Task ARemoteValidatorAnswersForTheRule(string answer, HttpStatusCode status, string told)
    {
        using var remote = new RemoteValidator(answer, status);

        var check = await RuleCase.RunAsync("http", """{"url":"https://rules.example/check"}""", """{"a":1}""", executor: RuleCase.Executor(http: remote));

        Assert.Equal(told.Length == 0, check.Result.Passed);
        Assert.Contains(told, string.Join(' ', check.Result.Errors), StringComparison.Ordinal);
        Assert.Equal("""{"skill":"s","outputs":{"a":1}}""", remote.Asked);
    }

    [Fact]
    public async Task ARemoteValidatorIsBoundedInTimeAndSize()
    {
        using var slow = new RemoteValidator("{}", hangs: true);
        using var large = new RemoteValidator($$"""{"pass":true,"x":"{{new string('x', 2000)}}"}""");

        var hung = await RuleCase.RunAsync("http", """{"url":"https://rules.example/","timeout_seconds":0.05}""", "{}", executor: RuleCase.Executor(http: slow));
        var cut = await RuleCase.RunAsync("http", """{"url":"https://rules.example/","max_bytes":100}""", "{}", executor: RuleCase.Executor(http: large));

        Assert.Contains("did not answer", Assert.Single(hung.Errors).Message, StringComparison.Ordinal);
        Assert.Contains("longer than 100 bytes", Assert.Single(cut.Errors).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"pass":true}""", true)]
    [InlineData("""{"pass":false,"reason":"rude"}""", false)]
    [InlineData("""{"score":0.9}""", true)]
    [InlineData("""{"score":0.2}""", false)]
    [InlineData("""{"verdict":"fine"}""", false)]
    public async Task AJudgeIsASkillOfItsOwn(string verdict, bool passed)
    {
        JsonElement? given = null;
        var judge = new RuleJudge
        {
            Run = (skill, inputs, context, _, _) =>
            {
                given = inputs;
                Assert.Equal("polite", skill);
                Assert.True(context.Metadata.ContainsKey(RuleJudge.Mark));
                return new(Result(verdict));
            },
        };

        var check = await RuleCase.RunAsync("llm_judge", """{"skill":"polite","field":"s","criteria":"Is it polite?"}""", """{"s":"hi"}""", executor: RuleCase.Executor(judge: judge));

        Assert.Equal(passed, check.Result.Passed);
        Assert.Equal("""{"outputs":"hi","inputs":{},"criteria":"Is it polite?"}""", given!.Value.GetRawText());
    }

    [Fact]
    public async Task AJudgeCannotCallAJudge()
    {
        var context = new SkillExecutionContext { Metadata = new Dictionary<string, string> { [RuleJudge.Mark] = "1" } };
        var judge = new RuleJudge { Run = static (_, _, _, _, _) => throw new InvalidOperationException("It was called.") };

        var check = await RuleCase.RunAsync("llm_judge", """{"skill":"polite"}""", "{}", executor: RuleCase.Executor(judge: judge), context: context);

        Assert.Contains("a judge may not call a judge", Assert.Single(check.Errors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RulesOfOneTypeKeepTheirOwnDetails()
    {
        var skill = new Skill
        {
            Id = "s",
            Name = "S",
            ValidationRules =
            [
                new() { Type = "range_check", Parameters = JsonElement.Parse("""{"field":"a","max":1}""") },
                new() { Type = "range_check", Parameters = JsonElement.Parse("""{"field":"b","max":1}"""), Severity = RuleSeverity.Warning },
            ],
        };

        var check = await RuleCase.Executor().ExecuteAsync(skill, default, JsonElement.Parse("""{"a":2,"b":3}"""), new(), TestContext.Current.CancellationToken);

        Assert.Equal(["/a", "/b"], check.Result.Rules.Select(static r => r.Findings[0].Path));
        Assert.Equal([0, 1], check.Result.Rules.Select(static r => r.Index));
    }

    private static SkillResult Result(string outputs) => new()
    {
        ExecutionId = "1",
        SkillId = "polite",
        SkillVersion = "1.0.0",
        SkillHash = "",
        Status = ExecutionStatus.Success,
        Outputs = JsonElement.Parse(outputs),
    };

    private sealed class OwnRule : IValidationRule
    {
        public string Name => "own";

        public ValueTask<IReadOnlyList<RuleFinding>> CheckAsync(RuleContext context, CancellationToken cancellationToken)
        {
            var limit = context.Parameters.GetProperty("limit").GetInt32();
            return new(context.Outputs.GetProperty("n").GetInt32() > limit ? [new("/n", $"n is over {limit}")] : []);
        }
    }
}
