using System.Text.Json;
using Skills.Engine.Execution;
using Skills.Engine.Rules;

namespace Skills.Engine.Outputs;

public class ReaskPlannerTests
{
    private const string Person = """{"type":"object","properties":{"name":{"type":"string"},"age":{"type":"integer","minimum":0},"level":{"enum":["low","high"]}},"required":["name","age"]}""";

    private static readonly SchemaOutputValidator Validator = SchemaSeam.Validator();

    [Fact]
    public void AViolationAsksForTheFailingValueAlone()
    {
        var request = Request("""{"name":"Ada Lovelace, Countess","age":-36,"level":"low"}""");

        var plan = Plan(request)!;
        var merged = plan.Merge(Validate(plan, """{"/age": 36}"""));

        Assert.Equal("violations", plan.FailureClass);
        Assert.Equal("/age", Assert.Single(plan.Output!.Schema!.Value.GetProperty("properties").EnumerateObject()).Name);
        Assert.Equal([MessageRole.User, MessageRole.Assistant, MessageRole.User], plan.Messages.Select(static m => m.Role));
        Assert.Equal(request.Messages[0], plan.Messages[0]);
        Assert.Equal(request.Reply.Text, plan.Messages[1].Text);
        Assert.True(merged.IsValid);
        Assert.Equal("""{"name":"Ada Lovelace, Countess","age":36,"level":"low"}""", merged.Value!.Value.GetRawText());
    }

    [Fact]
    public void AMissingValueNeedsTheTaskAgain()
    {
        var plan = Plan(Request("""{"name":"Ada"}"""))!;

        Assert.Contains(plan.Messages, static m => m.Text.Contains("Who was", StringComparison.Ordinal));
        Assert.True(plan.Merge(Validate(plan, "```json\n{\"/age\": 36}\n```")).IsValid);
    }

    [Fact]
    public void WhatWasMendedInTheFirstAnswerStaysOnTheResult()
    {
        var plan = Plan(Request("""{'name':'Ada','age':-36}"""))!;

        var merged = plan.Merge(Validate(plan, """{"/age": "36"}"""));

        Assert.True(merged.IsValid);
        Assert.Contains(merged.Edits, static e => e is { Name: "single_quotes", Path: "/name" });
        Assert.Contains(merged.Edits, static e => e is { Name: "string_to_number", Path: "/age" });
    }

    [Fact]
    public void AnAnswerStillWrongIsCheckedAsAWhole()
    {
        var plan = Plan(Request("""{"name":"Ada","age":-1}"""))!;

        var merged = plan.Merge(Validate(plan, """{"/age": -2}"""));

        Assert.Equal(OutputFailure.Violations, merged.Failure);
        Assert.Equal("/age", merged.Errors[0].Path);
    }

    [Fact]
    public void ATruncatedAnswerGetsALargerBudgetWhileTheModelHasOne()
    {
        var plan = Plan(Request("""{"name":"Ad""", StopReason.MaxTokens) with { ModelMaxOutputTokens = 150 })!;

        Assert.Equal("truncated", plan.FailureClass);
        Assert.Equal(150, plan.Options.MaxOutputTokens);
        Assert.Single(plan.Messages);
    }

    [Fact]
    public void ATruncatedAnswerIsContinuedWhenThereIsNoLargerBudget()
    {
        var plan = Plan(Request("""{"name":"Ad""", StopReason.MaxTokens) with { ModelMaxOutputTokens = 100 })!;

        Assert.Equal("""{"name":"Ad""", plan.Messages[^2].Text);
        Assert.True(plan.Merge(Validate(plan, """a","age":36}""")).IsValid);
    }

    [Theory]
    [InlineData("I think it was Ada.", StopReason.Completed, "syntax")]
    [InlineData("", StopReason.Completed, "empty")]
    [InlineData("""{"name":"A","age":1} or {"name":"B","age":2}""", StopReason.Completed, "ambiguous")]
    public void TheOthersAskTheWholeAgainAndSayWhy(string reply, StopReason stop, string failure)
    {
        var plan = Plan(Request(reply, stop))!;

        Assert.Equal(failure, plan.FailureClass);
        Assert.Contains("Who was", plan.Messages[0].Text, StringComparison.Ordinal);
        Assert.Contains("\"age\"", plan.Messages[^1].Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(StopReason.Refusal)]
    [InlineData(StopReason.ContentFilter)]
    [InlineData(StopReason.ContextWindow)]
    public void WhatAskingAgainCannotMendIsNotAskedAgain(StopReason stop) => Assert.Null(Plan(Request("No.", stop)));

    [Fact]
    public void BoundsStopIt()
    {
        var request = Request("nothing");

        Assert.Null(Plan(request with { AttemptsLeft = 0 }));
        Assert.Null(Plan(request with { TimeLeft = TimeSpan.FromSeconds(1), LastDuration = TimeSpan.FromSeconds(2) }));
        Assert.Null(Plan(request with { CostLeftUsd = 0.01m, LastCostUsd = 0.02m }));
        Assert.Null(Plan(request with { Skill = request.Skill with { Output = new() { OnInvalid = InvalidOutputAction.Fail } } }));
    }

    [Fact]
    public void ARequestThatWasSentIsNotSentAgain()
    {
        var request = Request("nothing");
        var plan = Plan(request)!;

        Assert.Null(Plan(request with { Sent = [plan.Fingerprint] }));
    }

    [Fact]
    public void TheLastTryMayGoToAStrongerModel()
    {
        var request = Request("nothing");
        request = request with { Skill = request.Skill with { Output = new() { StrongerModelLast = true } } };

        Assert.True(Plan(request with { AttemptsLeft = 1 })!.StrongerModel);
        Assert.False(Plan(request with { AttemptsLeft = 2 })!.StrongerModel);
    }

    [Fact]
    public void ARuleThatAsksForARetryNamesThePlace()
    {
        var request = Request("""{"name":"Ada","age":36,"level":"low"}""");
        var rules = new RuleValidation(new(false, []), request.Output.Value!.Value, [], [new("rules.regex", SkillStep.RunRules, "/name", "name must be a full name.")], Retry: true);

        var plan = Plan(request with { Rules = rules })!;

        Assert.Equal("rules", plan.FailureClass);
        Assert.Contains("full name", Text(plan), StringComparison.Ordinal);
        Assert.Equal("""{"name":"Ada Lovelace","age":36,"level":"low"}""", plan.Merge(Validate(plan, """{"/name":"Ada Lovelace"}""")).Value!.Value.GetRawText());
    }

    [Theory]
    [InlineData(ReaskContext.Full, true)]
    [InlineData(ReaskContext.Minimal, false)]
    public void TheSkillChoosesWhatIsRepeated(ReaskContext context, bool repeatsTask)
    {
        var request = Request("""{"name":"Ada"}""");
        request = request with { Skill = request.Skill with { Output = new() { Reask = context } } };

        Assert.Equal(repeatsTask, Plan(request)!.Messages.Any(static m => m.Text.Contains("Who was", StringComparison.Ordinal)));
    }

    private static ReaskPlan? Plan(ReaskRequest request) => new ReaskPlanner(Validator).Plan(request);

    private static OutputValidation Validate(ReaskPlan plan, string text)
    {
        Assert.NotEmpty(plan.Messages);
        return Validator.Validate(Skill(), new() { Text = text });
    }

    private static string Text(ReaskPlan plan) => string.Join('\n', plan.Messages.Select(static m => m.Text));

    private static ReaskRequest Request(string reply, StopReason stop = StopReason.Completed)
    {
        var answer = new ModelReply { Text = reply, StopReason = stop };
        return new()
        {
            Skill = Skill(),
            Messages = [new(MessageRole.User, "Who was the first programmer? " + new string('.', 1000))],
            Options = new() { MaxOutputTokens = 100 },
            Reply = answer,
            Output = Validator.Validate(Skill(), answer),
            Attempt = 1,
            AttemptsLeft = 2,
        };
    }

    private static Skill Skill() => new() { Id = "s", Name = "S", OutputSchema = JsonElement.Parse(Person) };
}
