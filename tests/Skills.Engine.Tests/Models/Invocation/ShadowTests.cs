using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Skills.Engine.Models;
using Skills.Engine.Models.Invocation;
using Skills.Engine.Testing;
using Skills.Engine.Tests.Routing;

namespace Skills.Engine.Tests.Models.Invocation;

/// <summary>Shadow runs through the whole engine: what they answer is validated against schema and rules, and changes no execution.</summary>
public sealed class ShadowTests : IAsyncLifetime
{
    private TwoProviders _bed = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _bed = await TwoProviders.StartAsync(Cancel);

    public ValueTask DisposeAsync() => _bed.DisposeAsync();

    public static TheoryData<string, double> Answers { get; } = new()
    {
        { """{"urgency": 3}""", 1 },
        { """{"urgency": "high"}""", 0 },
        { """{"urgency": 9}""", 0 },
        { "I would rather not say", 0 },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task AShadowsAnswerIsValidatedAgainstSchemaAndRules(string answer, double quality)
    {
        _bed.Configure = static o => o.Routing.Shadows.Add(new() { Model = "second" });
        _bed.First.Reply("""{"urgency": 2}""");
        _bed.Second.Reply(answer);
        var skill = _bed.Skill() with
        {
            OutputSchema = JsonElement.Parse("""{"type": "object", "properties": {"urgency": {"type": "integer"}}, "required": ["urgency"]}"""),
            ValidationRules = [new() { Type = "range_check", Parameters = JsonElement.Parse("""{"field": "urgency", "min": 1, "max": 5}""") }],
            Output = new() { OnInvalid = InvalidOutputAction.Fail },
        };

        var result = await _bed.ExecuteAsync(skill);
        var report = _bed.Services.GetRequiredService<RouterReport>();
        await Eventually.HoldsAsync(() => report.Learned().Any(static s => s.Model == "second"), "The router did not learn from the shadow.");

        Assert.True(result.IsSuccess, result.ErrorMessage);
        Assert.Equal("first", Assert.Single(result.Attempts).ModelId);
        Assert.Single(_bed.Second.Requests);
        var learned = Assert.Single(report.Learned(), static s => s.Model == "second");
        Assert.Equal((quality, 1), (learned.Good, learned.Weight));
        Assert.Equal(["first", "second"], (await _bed.LedgerAsync()).Select(static l => l.Model).Order());
    }

    [Fact]
    public async Task AShadowThatFailsTouchesNoExecution()
    {
        _bed.Configure = static o => o.Routing.Shadows.Add(new() { Model = "second" });
        _bed.First.Reply("fine");
        _bed.Second.Respond(static _ => LoopbackReply.Fails(ModelErrorKind.ServerError));

        var result = await _bed.ExecuteAsync();
        await Eventually.HoldsAsync(async () => (await _bed.LedgerAsync()).Count == 2, "The shadow's try did not reach the ledger.");

        Assert.True(result.IsSuccess, result.ErrorMessage);
        Assert.Single(_bed.Second.Requests);
    }
}
