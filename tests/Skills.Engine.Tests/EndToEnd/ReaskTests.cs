using System.Text;
using System.Text.Json;
using Skills.Engine.Testing;

namespace Skills.Engine.Tests.EndToEnd;

/// <summary>Asking again, seen from the other side: what the provider is sent, how often, and what it all costs.</summary>
public sealed class ReaskTests
{
    private const string Model = "claude-sonnet-4-6";
    private const string Wanted = "Describe the person. ";
    private const string Person = """
        { "type": "object", "required": ["name", "age", "motto"], "additionalProperties": false,
          "properties": { "name": { "type": "string" }, "age": { "type": "integer", "minimum": 0 }, "motto": { "type": "string" }, "level": { "enum": ["low", "high"] } } }
        """;

    private const string Ada = """{"name": "Ada", "age": 36, "motto": "Onwards"}""";

    public static TheoryData<string, string, string> Repairable => new()
    {
        { "syntax", "I am sure it was Ada.", Ada },
        { "violations", """{"name": "Ada", "age": -36, "motto": "Onwards"}""", """{"/age": 36}""" },
        { "violations", """{"name": "Ada", "motto": "Onwards"}""", """{"/age": 36}""" },
        { "ambiguous", """{"name": "Ada", "age": 36, "motto": "Onwards"} or {"name": "Bob", "age": 3, "motto": "Back"}""", Ada },
        { "empty", "", Ada },
    };

    private const string Lossless = "{'name': 'Ada', 'age': '36', 'motto': 'Onwards',}";

    private const string Lossy = """{"name": "Ada", "age": 36.4, "motto": "Onwards"}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Repairable))]
    public async Task EachClassIsAskedOnceMoreAndSaysWhy(string failure, string first, string second)
    {
        await using var bench = await Bench.StartAsync();
        bench.Server.Enqueue(Priced(first, 100, 10), Priced(second, 30, 5));

        var result = await RunAsync(bench, Skill(attempts: 3));

        Assert.Equal(ExecutionStatus.Success, result.Status);
        Assert.Equal(["first", "reask:" + failure], result.Attempts.Select(a => a.Reason));
        Assert.Equal([false, true], result.Attempts.Select(a => a.OutputValid));
        Assert.Equal("""{"name":"Ada","age":36,"motto":"Onwards"}""", JsonSerializer.Serialize(Ordered(result)));
        AssertPaid(result, input: 130, output: 15);
        AssertAllDifferent(bench, requests: 2);
    }

    [Fact]
    public async Task AMinimalReaskSendsOnlyTheInvalidFields()
    {
        await using var bench = await Bench.StartAsync();
        bench.Server.Enqueue($$"""{"name": "Ada", "age": -36, "motto": "{{new string('m', 2000)}}", "level": "hgh"}""", """{"/age": 36, "/level": "high"}""");

        var result = await RunAsync(bench, Skill(attempts: 2) with { Output = new() { Reask = ReaskContext.Minimal } });

        var (first, second) = (bench.Server.Requests[0].Body.Length, bench.Server.Requests[1].Body.Length);
        Assert.Equal(ExecutionStatus.Success, result.Status);
        Assert.True(second < first, $"{second} bytes after {first}");
        Assert.DoesNotContain(Wanted, BodyOf(bench, 1), StringComparison.Ordinal);
        Assert.DoesNotContain("mmmm", BodyOf(bench, 1), StringComparison.Ordinal);
        Assert.Contains("/age", BodyOf(bench, 1), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AReaskContainsTheTaskAndTheLastAnswerByDefault()
    {
        await using var bench = await Bench.StartAsync();
        bench.Server.Enqueue("""{"name": "Ada", "age": -36, "motto": "mmmm"}""", """{"/age": 36}""");

        var result = await RunAsync(bench, Skill(attempts: 2));

        Assert.Equal(ExecutionStatus.Success, result.Status);
        Assert.Contains(Wanted, BodyOf(bench, 1), StringComparison.Ordinal);
        Assert.Contains("mmmm", BodyOf(bench, 1), StringComparison.Ordinal);
        Assert.Contains("/age", BodyOf(bench, 1), StringComparison.Ordinal);
        Assert.Equal(36, result.Outputs!.Value.GetProperty("age").GetInt32());
    }

    [Fact]
    public async Task ACutAnswerIsAskedAgainWithALargerBudget()
    {
        await using var bench = await Bench.StartAsync();
        bench.Server.Enqueue(Cut("""{"name": "Ada", "age": 36, "mot"""), Priced(Ada, 20, 9));

        var result = await RunAsync(bench, Skill(attempts: 2, maxOutputTokens: 64));

        Assert.Equal(["first", "reask:truncated"], result.Attempts.Select(a => a.Reason));
        Assert.Equal([64, 128], bench.Server.Requests.Select(r => r.Json.GetProperty("max_tokens").GetInt32()));
        Assert.Equal(ExecutionStatus.Success, result.Status);
        AssertPaid(result, input: 32, output: 16);
    }

    [Fact]
    public async Task ACutAnswerIsContinuedAsOftenAsNeededWhenThereIsNoLargerBudget()
    {
        await using var bench = await Bench.StartAsync();
        bench.Server.Enqueue(Cut("""{"name": "Ada", "ag"""), Cut("""e": 36, "mot"""), Priced("""to": "Onwards"}""", 20, 9));

        var result = await RunAsync(bench, Skill(attempts: 4, maxOutputTokens: 10_000_000));

        Assert.Equal(["first", "reask:truncated", "reask:truncated"], result.Attempts.Select(a => a.Reason));
        Assert.Equal("""{"name":"Ada","age":36,"motto":"Onwards"}""", JsonSerializer.Serialize(Ordered(result)));
        Assert.Contains("""mot""", BodyOf(bench, 2), StringComparison.Ordinal);
        AssertPaid(result, input: 44, output: 23);
        AssertAllDifferent(bench, requests: 3);
    }

    [Theory]
    [InlineData("anthropic", StopReason.Refusal, "output.refused")]
    [InlineData("openai", StopReason.ContentFilter, "output.filtered")]
    public async Task ARefusalIsNotArguedWith(string api, StopReason stop, string code)
    {
        await using var bench = await Bench.StartAsync(api);
        bench.Server.Respond(_ => new() { Text = "I will not.", StopReason = stop });
        var skill = Skill(attempts: 5) with { ModelPreferences = new(), Limits = new() { Attempts = 5 } };

        var result = await RunAsync(bench, skill);

        Assert.Equal(ExecutionStatus.Failed, result.Status);
        Assert.Equal(code, result.Errors[0].Code);
        Assert.Single(bench.Server.Requests);
        Assert.Equal(12, result.TokensInput);
    }

    [Fact]
    public async Task ARuleThatWantsARetryAsksForItsFieldAlone()
    {
        await using var bench = await Bench.StartAsync();
        bench.Server.Enqueue(Priced("""{"name": "Ada", "age": 36, "motto": "x"}""", 50, 8), Priced("""{"/motto": "Onwards"}""", 20, 4));

        var result = await RunAsync(bench, WithRule(RuleFailureAction.Retry));

        Assert.Equal(["first", "reask:rules"], result.Attempts.Select(a => a.Reason));
        Assert.Equal("Onwards", result.Outputs!.Value.GetProperty("motto").GetString());
        Assert.True(result.ValidationResult!.Passed);
        Assert.Contains("/motto", BodyOf(bench, 1), StringComparison.Ordinal);
        Assert.DoesNotContain("/age", BodyOf(bench, 1), StringComparison.Ordinal);
        AssertPaid(result, input: 70, output: 12);
    }

    [Fact]
    public async Task ARuleThatFailsIsNotAskedAgain()
    {
        await using var bench = await Bench.StartAsync();
        bench.Server.Reply("""{"name": "Ada", "age": 36, "motto": "x"}""");

        var result = await RunAsync(bench, WithRule(RuleFailureAction.Fail));

        Assert.Equal(ExecutionStatus.Failed, result.Status);
        Assert.Single(bench.Server.Requests);
    }

    [Theory]
    [InlineData("I cannot think of anything.", 2)]
    [InlineData("", 2)]
    [InlineData("""{"name": "Ada", "age": 1, "motto": "a"} {"name": "Bob", "age": 2, "motto": "b"}""", 2)]
    [InlineData("""{"name": "Ada", "age": -1, "motto": "a"}""", 2)]
    public async Task AModelThatRepeatsItselfIsNotAskedTheSameTwice(string reply, int requests)
    {
        await using var bench = await Bench.StartAsync();
        bench.Server.Reply(reply);

        var result = await RunAsync(bench, Skill(attempts: 6));

        Assert.Equal(ExecutionStatus.Failed, result.Status);
        Assert.Equal(12 * bench.Server.Requests.Count, result.TokensInput);
        AssertAllDifferent(bench, requests);
    }

    [Fact]
    public async Task WhenAllFailTheBestIsReturnedWithWhatIsWrongAndEverythingIsPaid()
    {
        await using var bench = await Bench.StartAsync();
        bench.Server.Enqueue(
            Priced("""{"name": "Ada", "age": -1, "motto": 5, "level": "no"}""", 40, 10),
            Priced("""{"/age": 36, "/level": "none"}""", 30, 6),
            Priced("Sorry, I have no idea.", 20, 3));

        var result = await RunAsync(bench, Skill(attempts: 3));

        Assert.Equal(ExecutionStatus.Failed, result.Status);
        Assert.Equal(3, bench.Server.Requests.Count);
        Assert.Equal(36, result.Outputs!.Value.GetProperty("age").GetInt32());
        Assert.Equal("/level", Assert.Single(result.Errors).Path);
        Assert.All(result.Attempts, a => Assert.False(a.OutputValid));
        AssertPaid(result, input: 90, output: 19);
    }

    [Theory]
    [InlineData(InvalidOutputAction.Fail, Lossless, 1, 0)]
    [InlineData(InvalidOutputAction.Retry, Lossless, 1, 1)]
    [InlineData(InvalidOutputAction.Repair, Lossless, 1, 1)]
    [InlineData(InvalidOutputAction.Fail, Lossy, 1, 0)]
    [InlineData(InvalidOutputAction.Retry, Lossy, 2, 0)]
    [InlineData(InvalidOutputAction.Repair, Lossy, 1, 1)]
    public async Task TheSkillDecidesWhetherAReplyIsRepairedOrAskedAgain(InvalidOutputAction action, string reply, int requests, int repaired)
    {
        await using var bench = await Bench.StartAsync();
        bench.Server.Enqueue(reply, Ada, Ada);

        var result = await RunAsync(bench, Skill(attempts: 3) with { Output = new() { OnInvalid = action, Allow = LossyRepairs.Round } });

        Assert.Equal(action != InvalidOutputAction.Fail, result.Status == ExecutionStatus.Success);
        Assert.Equal(repaired > 0, result.Edits.Count > 0);
        Assert.Equal(requests, bench.Server.Requests.Count);
    }

    [Theory]
    [InlineData("""{"name": "A low voice", "age": 36, "motto": "Onwards", "level": "severe"}""")]
    [InlineData("I cannot see the ticket any more, so I cannot say whether it is high.")]
    public async Task AnAnswerThatDoesNotNameTheValueIsNotSearchedForIt(string second)
    {
        await using var bench = await Bench.StartAsync();
        bench.Server.Enqueue("""{"name": "Ada", "age": 36, "motto": "Onwards", "level": "severe"}""", second);

        var result = await RunAsync(bench, Skill(attempts: 2));

        Assert.Equal(ExecutionStatus.Failed, result.Status);
        Assert.Equal(2, bench.Server.Requests.Count);
        Assert.Contains(Wanted, BodyOf(bench, 1), StringComparison.Ordinal);
        Assert.Contains("severe", BodyOf(bench, 1), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ANestedAnswerForANestedPlaceIsTaken()
    {
        await using var bench = await Bench.StartAsync();
        bench.Server.Enqueue("""{"owner": {"name": "Ann", "mail": 5}}""", """{"owner": {"mail": "ann@a.org"}}""");
        var skill = Skill(attempts: 2) with { OutputSchema = JsonElement.Parse("""{"type":"object","required":["owner"],"properties":{"owner":{"type":"object","required":["name","mail"],"properties":{"name":{"type":"string"},"mail":{"type":"string","pattern":"@"}}}}}""") };

        var result = await RunAsync(bench, skill);

        Assert.Equal(ExecutionStatus.Success, result.Status);
        Assert.Equal("""{"owner":{"name":"Ann","mail":"ann@a.org"}}""", JsonSerializer.Serialize(result.Outputs));
    }

    [Theory]
    [InlineData("""{"title": "A low leak", "level": "severe", "count": 1, "tags": [], "owner": {"name": "Ann", "mail": "ann@a.org"}}""")]
    [InlineData("I cannot see the ticket any more, so I cannot say whether it is high.")]
    public async Task ATicketsLevelIsNotTakenFromOtherWords(string second)
    {
        await using var bench = await Bench.StartAsync();
        bench.Server.Enqueue(Ticket.Replace("MAIL", "ann@a.org", StringComparison.Ordinal).Replace("LEVEL", "severe", StringComparison.Ordinal), second);

        var result = await RunAsync(bench, TicketSkill());

        Assert.Equal(ExecutionStatus.Failed, result.Status);
        Assert.Equal(2, bench.Server.Requests.Count);
        Assert.Contains("/level", BodyOf(bench, 1), StringComparison.Ordinal);
        Assert.Equal("/level", Assert.Single(result.Errors).Path);
    }

    [Fact]
    public async Task ANestedMailIsTakenFromANestedAnswer()
    {
        await using var bench = await Bench.StartAsync();
        bench.Server.Enqueue(Ticket.Replace("MAIL", "nobody", StringComparison.Ordinal).Replace("LEVEL", "low", StringComparison.Ordinal), """{"owner":{"mail":"ann@a.org"}}""");

        var result = await RunAsync(bench, TicketSkill());

        Assert.Equal(ExecutionStatus.Success, result.Status);
        Assert.Equal("ann@a.org", result.Outputs!.Value.GetProperty("owner").GetProperty("mail").GetString());
        Assert.DoesNotContain(result.Edits, static e => e.Name == "value_set_aside");
    }

    [Fact]
    public async Task AnAnswerThatChangesOtherValuesTooIsNotFollowedThereAndSaysSo()
    {
        await using var bench = await Bench.StartAsync();
        bench.Server.Enqueue(
            Ticket.Replace("MAIL", "nobody", StringComparison.Ordinal).Replace("LEVEL", "low", StringComparison.Ordinal),
            """{"title": "Other", "level": "low", "count": 1, "tags": ["new"], "owner": {"name": "Bob", "mail": "ann@a.org"}}""");

        var result = await RunAsync(bench, TicketSkill());

        Assert.Equal(ExecutionStatus.Success, result.Status);
        Assert.Equal("A leak Ann ann@a.org", $"{result.Outputs!.Value.GetProperty("title")} {result.Outputs.Value.GetProperty("owner").GetProperty("name")} {result.Outputs.Value.GetProperty("owner").GetProperty("mail")}");
        Assert.Equal(
            [("/title", "\"Other\""), ("/tags", "[\"new\"]"), ("/owner/name", "\"Bob\"")],
            result.Edits.Where(static e => e.Name == "value_set_aside").Select(static e => (e.Path, e.Before!)));
    }

    [Theory]
    [InlineData("""{"name": "Ada", "age": 36, "mot""")]
    [InlineData("""{"name": "Ada", "age": 36, "motto": "Onw""")]
    [InlineData("```json\n{\"name\": \"Ada\", \"age\": 36, ")]
    public async Task AnAnswerThatBreaksOffIsAskedAgainAsACutOneWhateverTheProviderSays(string begun)
    {
        await using var bench = await Bench.StartAsync();
        bench.Server.Enqueue(begun, Ada);

        var result = await RunAsync(bench, Skill(attempts: 2, maxOutputTokens: 64));

        Assert.Equal(["first", "reask:truncated"], result.Attempts.Select(a => a.Reason));
        Assert.Equal([64, 128], bench.Server.Requests.Select(r => r.Json.GetProperty("max_tokens").GetInt32()));
        Assert.Equal(ExecutionStatus.Success, result.Status);
    }

    [Fact]
    public async Task AFencedReplyCostsOneCallThoughNoRepairIsAllowedToLose()
    {
        await using var bench = await Bench.StartAsync();
        bench.Server.Enqueue($"```json\n{Ada}\n```");

        var result = await RunAsync(bench, Skill(attempts: 3) with { Output = new() { OnInvalid = InvalidOutputAction.Retry } });

        Assert.Equal(ExecutionStatus.Success, result.Status);
        Assert.Single(bench.Server.Requests);
    }

    private const string Ticket = """{"title": "A leak", "level": "LEVEL", "count": 1, "tags": [], "owner": {"name": "Ann", "mail": "MAIL"}}""";

    private static Skill TicketSkill() => Skill(attempts: 2) with
    {
        OutputSchema = JsonElement.Parse("""
            { "type": "object", "required": ["title", "level", "count", "tags", "owner"], "additionalProperties": false,
              "properties": { "title": { "type": "string" }, "level": { "enum": ["low", "medium", "high"] }, "count": { "type": "integer" },
                "tags": { "type": "array", "items": { "type": "string" } },
                "owner": { "type": "object", "required": ["name", "mail"], "properties": { "name": { "type": "string" }, "mail": { "type": "string", "pattern": "@" } } } } }
            """),
    };

    private static Skill Skill(int attempts, int? maxOutputTokens = null) => Bench.OneTry(Model) with
    {
        PromptTemplate = Wanted + new string('.', 3000) + " {{ name }}",
        OutputSchema = JsonElement.Parse(Person),
        ModelPreferences = new() { PreferredModels = [Model], MaxOutputTokens = maxOutputTokens },
        Limits = new() { Attempts = attempts },
    };

    private static Skill WithRule(RuleFailureAction action) => Skill(attempts: 3) with
    {
        ValidationRules = [new() { Type = "length", Parameters = JsonElement.Parse("""{ "field": "motto", "min": 3 }"""), OnFail = action }],
    };

    private static Task<SkillResult> RunAsync(Bench bench, Skill skill) => bench.Engine.ExecuteAsync(skill, new { name = "Ada" }, cancellationToken: Token);

    private static LoopbackReply Priced(string text, int input, int output) => new() { Text = text, Usage = new() { InputUncached = input, OutputVisible = output } };

    private static LoopbackReply Cut(string text) => new() { Text = text, StopReason = StopReason.MaxTokens };

    private static string BodyOf(Bench bench, int request) => Encoding.UTF8.GetString(bench.Server.Requests[request].Body.Span);

    private static object Ordered(SkillResult result) => new
    {
        name = result.Outputs!.Value.GetProperty("name"),
        age = result.Outputs.Value.GetProperty("age"),
        motto = result.Outputs.Value.GetProperty("motto"),
    };

    private static void AssertPaid(SkillResult result, int input, int output)
    {
        Assert.Equal((input, output), (result.TokensInput, result.TokensOutput));
        Assert.True(result.CostUsd > 0);
        Assert.Equal(result.Attempts.Sum(static a => a.Cost.Usd), result.CostUsd);
    }

    private static void AssertAllDifferent(Bench bench, int requests)
    {
        var bodies = bench.Server.Requests.Select(static r => Encoding.UTF8.GetString(r.Body.Span)).ToList();
        Assert.Equal(requests, bodies.Count);
        Assert.Equal(bodies.Count, bodies.Distinct(StringComparer.Ordinal).Count());
    }
}
