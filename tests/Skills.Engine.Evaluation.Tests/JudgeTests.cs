using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.AI.Evaluation;
using Skills.Engine.Testing;

namespace Skills.Engine.Evaluation.Tests;

/// <summary>Judges against people, and evaluators of others.</summary>
public sealed class JudgeTests
{
    [Fact]
    public async Task AgreementWithPeopleIsMeasuredWithItsInterval()
    {
        // The judge passes every answer with a "good" in it. People failed two of those and passed one without.
        var model = new FakeModelClient().Respond(static (request, _) => Task.FromResult(FakeModelClient.Answer(
            request.Messages[^1].Text.Contains("good", StringComparison.Ordinal) ? """{"reason":"r","score":0.9,"pass":true}""" : """{"reason":"r","score":0.2,"pass":false}""")));
        await using var engine = SkillsEngine.Create(builder => builder.AddModelClient(model, model.Model()));
        var examples = Enumerable.Range(0, 30).Select(static i => new JudgeExample("Is it right?", JsonElement.Parse(i < 15 ? "\"good\"" : "\"bad\""), i is >= 2 and < 15 or 20)).ToList();

        var agreement = await new JudgeCalibrator(engine).RunAsync(examples, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal((30, 0, 2, 1), (agreement.Judged, agreement.Unjudged, agreement.FalsePasses, agreement.FalseFails));
        Assert.Equal(0.9, agreement.Agreement!.Value, 6);
        Assert.Equal(0.8, agreement.Kappa!.Value, 2);
        Assert.InRange(agreement.Low, 0.74, 0.75);
        Assert.InRange(agreement.High, 0.96, 0.97);
        Assert.StartsWith("The judge agrees in 27 of 30", agreement.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AFewExamplesAreInsufficientData()
    {
        var model = new FakeModelClient().Reply("""{"reason":"r","score":1,"pass":true}""");
        await using var engine = SkillsEngine.Create(builder => builder.AddModelClient(model, model.Model()));

        var agreement = await new JudgeCalibrator(engine).RunAsync([new("c", JsonElement.Parse("1"), true)], cancellationToken: TestContext.Current.CancellationToken);

        Assert.StartsWith("Insufficient data", agreement.Summary, StringComparison.Ordinal);
        Assert.Null(agreement.Kappa);
    }

    [Fact]
    public async Task AnEvaluatorOfMicrosoftScoresAndFailsARun()
    {
        var evaluator = new ChatEvaluator(new WordCount(atMost: 3));
        await using var runner = SkillTestRunner.Create(static builder => builder.AddDryRun(), new() { Evaluators = [evaluator] });
        var skill = Some.Skill() with { OutputSchema = null, Output = new() { Format = OutputFormat.Text } };
        SkillDefinition[] skills = [Some.Definition(skill, Some.Case("one two", """{"status":"success"}""", "short"), Some.Case("one two three four", """{"status":"success"}""", "long"))];

        var report = await runner.RunAsync(skills, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal([SkillTestOutcome.Passed, SkillTestOutcome.Failed], report.Results.Select(static r => r.Outcome));
        Assert.Equal([1, 0.5], report.Results.Select(static r => r.Score!.Value));
        Assert.Contains("4 words", Assert.Single(report.Results[1].Runs[0].Findings).Got, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnEvaluatorThatThrowsFailsItsRunOnly()
    {
        await using var runner = SkillTestRunner.Create(static builder => builder.AddDryRun(), new() { Evaluators = [new Broken()] });

        var report = await runner.RunAsync([Some.Definition(Some.Skill(), Some.Case("{}", """{"status":"success"}"""))], cancellationToken: TestContext.Current.CancellationToken);

        Assert.Contains("The evaluator failed: out of order", Assert.Single(report.Results[0].Runs[0].Findings).Got, StringComparison.Ordinal);
    }

    private sealed class WordCount(int atMost) : IEvaluator
    {
        public IReadOnlyCollection<string> EvaluationMetricNames => ["words"];

        public ValueTask<EvaluationResult> EvaluateAsync(IEnumerable<ChatMessage> messages, ChatResponse modelResponse, ChatConfiguration? chatConfiguration = null, IEnumerable<EvaluationContext>? additionalContext = null, CancellationToken cancellationToken = default)
        {
            var words = modelResponse.Text.Split(' ').Length;
            return new(new EvaluationResult(new NumericMetric("words", words)
            {
                Interpretation = new(words <= atMost ? EvaluationRating.Exceptional : EvaluationRating.Unacceptable, failed: words > atMost, $"{words} words"),
            }));
        }
    }

    private sealed class Broken : ISkillEvaluator
    {
        public string Name => "broken";

        public bool AsksModels => false;

        public ValueTask<IReadOnlyList<SkillScore>> EvaluateAsync(SkillEvaluation evaluation, CancellationToken cancellationToken) => throw new InvalidOperationException("out of order");
    }
}
