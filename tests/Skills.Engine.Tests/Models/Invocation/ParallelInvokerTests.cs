using System.Text.Json;
using Skills.Engine.Models;
using Skills.Engine.Models.Invocation;
using Skills.Engine.Outputs;
using Skills.Engine.Tests.Routing;

namespace Skills.Engine.Tests.Models.Invocation;

public sealed class ParallelInvokerTests
{
    private static readonly ModelDefinition A = Some.Model("a", "pa");
    private static readonly ModelDefinition B = Some.Model("b", "pb");
    private static readonly ModelDefinition C = Some.Model("c", "pc");

    private static ScriptedClient After(VirtualTime time, string provider, double seconds, string text) => new(provider, async (_, token) =>
    {
        await Task.Delay(TimeSpan.FromSeconds(seconds), time, token);
        return Some.Reply(text);
    });

    private static OutputValidation Read(ModelReply reply)
    {
        try
        {
            return new() { Value = JsonElement.Parse(reply.Text) };
        }
        catch (JsonException)
        {
            return new() { Failure = OutputFailure.Syntax };
        }
    }

    private static ParallelInvocation Asking(Bed bed, ParallelMode mode, Skill? skill = null, int count = 3) => new()
    {
        Invocation = bed.Invocation(skill),
        Preferences = new() { Mode = mode, Count = count },
        Read = Read,
    };

    private static ModelInvocationResult Run(Bed bed, ParallelInvocation parallel) => bed.Time.Run(bed.Parallel.InvokeAsync(parallel, CancellationToken.None));

    [Fact]
    public void TheFirstValidAnswerWinsAndTheOthersAreCanceled()
    {
        var time = new VirtualTime();
        var bed = new Bed([A, B, C], [After(time, "pa", 1, "not json"), After(time, "pb", 2, "{}"), After(time, "pc", 9, "{}")], time: time);
        var started = time.GetUtcNow();

        var result = Run(bed, Asking(bed, ParallelMode.FirstSuccess));

        Assert.Equal("b", result.Model.Id);
        Assert.Equal(TimeSpan.FromSeconds(2), time.GetUtcNow() - started);
        Assert.Equal([null, null, ModelErrorKind.Canceled], bed.Attempts.ToList().Select(static a => a.Error));
        Assert.All(bed.Attempts.ToList(), static a => Assert.Equal("parallel", a.Reason));
    }

    [Theory]
    [InlineData(ParallelMode.FirstSuccess)]
    [InlineData(ParallelMode.Vote)]
    [InlineData(ParallelMode.Judge)]
    public void WhenAllFailTheLastErrorStands(ParallelMode mode)
    {
        var bed = new Bed([A, B], [ScriptedClient.Failing("pa", ModelErrorKind.Auth), ScriptedClient.Failing("pb", ModelErrorKind.Auth)]);

        Assert.Equal(ModelErrorKind.Auth, Run(bed, Asking(bed, mode)).Error?.Kind);
    }

    [Fact]
    public void TheVoteIsTakenFieldByField()
    {
        var bed = new Bed([A, B, C], [
            ScriptedClient.Answering("pa", """{"x":1,"y":"left","z":[1,2]}"""),
            ScriptedClient.Answering("pb", """{"x":2,"y":"right","z":[1, 2.0]}"""),
            ScriptedClient.Answering("pc", """{"x":2,"y":"left","extra":true}""")]);

        var result = Run(bed, Asking(bed, ParallelMode.Vote));

        Assert.Equal("""{"x":2,"y":"left","z":[1,2]}""", result.Reply!.Text);
    }

    [Fact]
    public void AVoteThatContradictsItselfFallsBackToTheNearestAnswer()
    {
        var bed = new Bed([A, B, C], [ScriptedClient.Answering("pa", """{"x":1,"y":1}"""), ScriptedClient.Answering("pb", """{"x":1,"y":2}"""), ScriptedClient.Answering("pc", """{"x":3,"y":2}""")]);
        var asking = Asking(bed, ParallelMode.Vote) with { Read = static r => r.Text == """{"x":1,"y":2}""" && r.Usage!.OutputVisible == 0 ? new() { Failure = OutputFailure.Violations } : Read(r) };

        Assert.Equal("b", Run(bed, asking).Model.Id);
    }

    [Theory]
    [InlineData(1, "b")]
    [InlineData(null, "a")]
    [InlineData(7, "a")]
    public void TheJudgePicksAndWhenItCannotTheHighestRankedWins(int? verdict, string winner)
    {
        var bed = new Bed([A, B], [ScriptedClient.Answering("pa"), ScriptedClient.Answering("pb")]);

        var result = Run(bed, Asking(bed, ParallelMode.Judge) with { Judge = (_, _) => Task.FromResult(verdict) });

        Assert.Equal(winner, result.Model.Id);
    }

    [Fact]
    public void ModelsOfDifferentProvidersAreAskedFirst()
    {
        var bed = Bed.Of(A, Some.Model("a2", "pa"), B);

        Run(bed, Asking(bed, ParallelMode.Vote, count: 2));

        Assert.Equal(["a", "b"], bed.Attempts.ToList().Select(static a => a.ModelId));
    }

    [Fact]
    public void OnlyAsManyAreAskedAsTheCeilingPaysForAtWorst()
    {
        var bed = Bed.Of(A, B, C);
        var worst = (decimal)Math.Ceiling(TokenEstimator.Estimate([new ModelMessage(MessageRole.User, "hello")]) * 1.34) / 1_000_000m + 4096 * 2m / 1_000_000m;

        Run(bed, Asking(bed, ParallelMode.Vote, Some.Skill() with { Limits = new() { MaxCostUsd = worst * 2.5m } }));

        Assert.Equal(2, bed.Attempts.ToList().Count);
    }

    [Fact]
    public void AStreamedParallelRunReleasesTheWinnerOnly()
    {
        var text = new List<string>();
        var bed = new Bed([A, B], [ScriptedClient.Answering("pa", "[1]"), ScriptedClient.Answering("pb", "[1]")]);
        var asking = Asking(bed, ParallelMode.Vote);

        Run(bed, asking with { Invocation = asking.Invocation with { OnDelta = d => { text.Add(d); return ValueTask.CompletedTask; } } });

        Assert.Equal(["[1]"], text);
    }

    [Fact]
    public async Task AShadowIsAskedInTheBackgroundAndItsCostIsInTheLedgerOnly()
    {
        var shadow = ScriptedClient.Answering("pb");
        var bed = new Bed([A, B], [ScriptedClient.Answering("pa"), shadow], static o => o.Shadows.Add(new() { Model = "b" }));

        var result = bed.Invoke(bed.Invocation(models: A) with { CheckShadow = static (_, _) => new(new ShadowVerdict(IsValid: false, Repairs: 0)) });
        await Eventually.HoldsAsync(() => bed.Statistics.Find("pb", "b", "general") is not null, "The router did not learn from the shadow.");

        Assert.Equal("a", result.Model.Id);
        Assert.Single(bed.Attempts.ToList());
        Assert.Equal(1, shadow.Calls);
        Assert.Equal(["a", "b"], bed.Lines().Select(static l => l.Model));
        Assert.Equal(1, bed.Statistics.Find("pb", "b", "general")!.Weight);
    }
}
