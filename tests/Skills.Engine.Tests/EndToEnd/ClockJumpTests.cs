using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Skills.Engine.Testing;

namespace Skills.Engine.Tests.EndToEnd;

/// <summary>The wall clock is set while an execution runs.</summary>
public sealed class ClockJumpTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task AModelIsAskedAgainWithinTheDeadlineWhateverTheClockSays(int hours)
    {
        var time = new TestClock();
        var model = new FakeModelClient().Enqueue((_, _) =>
        {
            time.Jump(TimeSpan.FromHours(hours));
            return Task.FromResult(FakeModelClient.Answer("no JSON"));
        }).Enqueue("""{"word":"right"}""");
        await using var engine = Engine(model, time);

        var result = await engine.ExecuteAsync(Skill, new { }, cancellationToken: Token);

        Assert.True(result.IsSuccess, result.ErrorMessage);
        Assert.Equal(2, model.Calls);
    }

    [Fact]
    public async Task AFailedCallIsRepeatedWithinTheDeadlineWhateverTheClockSays()
    {
        var time = new TestClock();
        var model = new FakeModelClient();
        model.Enqueue((_, _) =>
        {
            time.Jump(TimeSpan.FromHours(1));
            throw new ModelException(ModelErrorKind.ServerError, "The model failed.");
        }).Enqueue("""{"word":"right"}""");
        await using var engine = Engine(model, time);

        var running = engine.ExecuteAsync(Skill, new { }, cancellationToken: Token);
        await Eventually.HoldsAsync(() => running.IsCompleted || time.ActiveTimers > 1, "The retry does not wait.");
        time.Advance(TimeSpan.FromSeconds(2));

        Assert.True((await running).IsSuccess);
    }

    private static SkillExecutionEngine Engine(FakeModelClient model, TimeProvider time) => SkillsEngine.Create(builder =>
    {
        builder.AddModelClient(model, model.Model());
        builder.Services.AddSingleton(time);
    });

    private static Skill Skill { get; } = new()
    {
        Id = "s",
        Name = "S",
        PromptTemplate = "Say a word.",
        OutputSchema = JsonElement.Parse("""{ "type": "object", "properties": { "word": { "type": "string" } }, "required": ["word"] }"""),
        Cache = new() { Enabled = false },
        Limits = new() { Timeout = TimeSpan.FromMinutes(1) },
    };
}
