using Skills.Engine.Models.Invocation;
using Skills.Engine.Routing;

namespace Skills.Engine.Tests.Routing;

/// <summary>What some callers do to a deployment must not become the trouble of all others.</summary>
public sealed class StressTests
{
    private static readonly ModelDefinition A = Some.Model("a", "pa");
    private static readonly ModelDefinition B = Some.Model("b", "pb");

    [Theory]
    [InlineData(7)]
    [InlineData(40)]
    public void CallersWithShortDeadlinesOpenNoCircuit(int callers)
    {
        var bed = SlowBed(TimeSpan.FromMilliseconds(100));
        for (var i = 0; i < callers; i++)
        {
            var attempts = new AttemptLog();

            var cut = bed.Invoke(bed.Invocation(within: TimeSpan.FromMilliseconds(40)) with { Attempts = attempts });

            Assert.Equal(ModelErrorKind.Timeout, cut.Error?.Kind);
            var attempt = Assert.Single(attempts.ToList());
            Assert.Equal((ModelErrorKind.Canceled, CostKind.AtLeast), (attempt.Error, attempt.Cost.Kind));
        }

        Assert.False(bed.Deployments.Of(A).CircuitIsOpen);
        Assert.Equal(1, bed.Deployments.Of(A).SuccessAt(bed.Deployments.Now));
        Assert.NotNull(bed.Invoke(bed.Invocation(within: TimeSpan.FromSeconds(3))).Reply);
    }

    [Fact]
    public void AClientsOwnDeadlineThatRacesTheExecutionsIsNoEvidenceEither()
    {
        VirtualTime time = new();
        var client = new ScriptedClient("pa", async (request, token) =>
        {
            await Task.Delay(request.Deadlines.Total!.Value - TimeSpan.FromMilliseconds(1), time, token);
            throw new TimeoutException();
        });
        var bed = new Bed([A], [client], time: time);

        for (var i = 0; i < 10; i++)
        {
            bed.Invoke(bed.Invocation(within: TimeSpan.FromSeconds(1)) with { Attempts = new() });
        }

        Assert.False(bed.Deployments.Of(A).CircuitIsOpen);
    }

    [Fact]
    public void ATryThatHangsForTheWholeDeadlineOfATryCounts()
    {
        var deaf = new ScriptedClient("pa", static (_, _) => new TaskCompletionSource<ModelReply>().Task);
        var bed = new Bed([A], [deaf], static o => (o.Retry.AttemptTimeout, o.Retry.MaxRetries) = (TimeSpan.FromSeconds(1), 0));

        for (var i = 0; i < 5; i++)
        {
            bed.Invoke(bed.Invocation() with { Attempts = new() });
        }

        Assert.True(bed.Deployments.Of(A).CircuitIsOpen);
    }

    [Fact]
    public void NoTryStartsWithLessTimeLeftThanItsSkillsMedian()
    {
        var bed = SlowBed(TimeSpan.FromMilliseconds(100));
        for (var i = 0; i < 5; i++)
        {
            bed.Invoke(bed.Invocation() with { Attempts = new() });
        }

        var late = bed.Invoke(bed.Invocation(within: TimeSpan.FromMilliseconds(90)) with { Attempts = new() });
        var inTime = bed.Invoke(bed.Invocation(within: TimeSpan.FromMilliseconds(110)) with { Attempts = new() });
        var another = new AttemptLog();
        bed.Invoke(bed.Invocation(Some.Skill() with { Id = "quick" }, TimeSpan.FromMilliseconds(90)) with { Attempts = another });

        Assert.Equal((0, ModelErrorKind.Timeout), (late.AttemptNumber, late.Error!.Kind));
        Assert.Contains("answers this skill in 0.1 s (median)", late.Error.Message, StringComparison.Ordinal);
        Assert.NotNull(inTime.Reply);
        Assert.Single(another.ToList());
    }

    [Fact]
    public void AMedianOfLongAgoRefusesNothing()
    {
        var medians = new LatencyMedians();
        for (var i = 0; i < 20; i++)
        {
            medians.Add("s", TimeSpan.FromSeconds(i < 15 ? 100 : 2), now: 0);
            Assert.Equal(i < 4 ? TimeSpan.Zero : TimeSpan.FromSeconds(100), medians.Of("s", 0));
        }

        for (var i = 0; i < 3; i++)
        {
            medians.Add("s", TimeSpan.FromSeconds(2), now: 0);
        }

        Assert.Equal(TimeSpan.FromSeconds(2), medians.Of("s", 30 * TimeSpan.TicksPerSecond));
        Assert.Equal(TimeSpan.Zero, medians.Of("s", (30 * TimeSpan.TicksPerSecond) + 1));
        Assert.Equal(TimeSpan.Zero, medians.Of("other", 0));
    }

    [Fact]
    public void OnePromptThatProvokesServerErrorsStopsNobodyElse()
    {
        var client = new ScriptedClient("pa", static (request, _) => request.Messages[0].Text == "bad" ? throw Some.Error(ModelErrorKind.ServerError) : Task.FromResult(Some.Reply()));
        var bed = new Bed([A], [client]);
        for (var i = 0; i < 20; i++)
        {
            Assert.Null(bed.Invoke(bed.Invocation() with { Attempts = new(), Messages = [new(MessageRole.User, "bad")] }).Reply);
        }

        var began = bed.Time.GetUtcNow();
        var good = bed.Invoke(bed.Invocation() with { Attempts = new(), Messages = [new(MessageRole.User, "good")] });

        Assert.NotNull(good.Reply);
        Assert.Equal(began, bed.Time.GetUtcNow());
    }

    [Fact]
    public void OneExecutionCountsOneFailureAndTheFirstOpeningIsASecond()
    {
        var bed = new Bed([A], [ScriptedClient.Failing("pa", ModelErrorKind.Network)]);
        for (var i = 0; i < 5; i++)
        {
            Assert.False(bed.Deployments.Of(A).CircuitIsOpen, $"open after {i} executions");
            bed.Invoke(bed.Invocation(within: TimeSpan.FromSeconds(0.9)) with { Attempts = new() });
        }

        Assert.True(bed.Deployments.Of(A).CircuitIsOpen);
        Assert.InRange(bed.Deployments.WaitFor(A, default), TimeSpan.FromTicks(1), TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void TwoDifferentExecutionsAreNeededWhateverTheOptionsSay()
    {
        var bed = new Bed([A], [ScriptedClient.Failing("pa", ModelErrorKind.Network)], static o => (o.Breaker.ConsecutiveFailures, o.Breaker.MinimumTries, o.Breaker.FailureRate) = (1, 2, 0.01));

        bed.Invoke(bed.Invocation() with { Attempts = new() });
        Assert.False(bed.Deployments.Of(A).CircuitIsOpen);

        bed.Invoke(bed.Invocation() with { Attempts = new() });
        Assert.True(bed.Deployments.Of(A).CircuitIsOpen);
    }

    [Theory]
    [InlineData(ModelErrorKind.RateLimit, ModelErrorKind.RateLimit)]
    [InlineData(ModelErrorKind.Quota, ModelErrorKind.RateLimit)]
    [InlineData(ModelErrorKind.Overloaded, ModelErrorKind.Overloaded)]
    [InlineData(ModelErrorKind.Auth, ModelErrorKind.Overloaded)]
    public void ARefusalWhileADeploymentCoolsDownSaysWhetherItIsALimit(ModelErrorKind met, ModelErrorKind told)
    {
        var bed = new Bed([A], [ScriptedClient.Failing("pa", met, TimeSpan.FromHours(1))]);
        bed.Invoke(bed.Invocation() with { Attempts = new() });

        var refused = bed.Invoke(bed.Invocation(within: TimeSpan.FromSeconds(5)) with { Attempts = new() });

        Assert.Equal((0, told), (refused.AttemptNumber, refused.Error!.Kind));
        Assert.True(refused.Error.RetryAfter > TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void AnOpenCircuitIsNotTheCallersRate()
    {
        var bed = new Bed([A], [ScriptedClient.Failing("pa", ModelErrorKind.Network)], static o => (o.Retry.MaxRetries, o.Breaker.OpenFor) = (0, TimeSpan.FromSeconds(20)));
        for (var i = 0; i < 5; i++)
        {
            bed.Invoke(bed.Invocation() with { Attempts = new() });
        }

        var refused = bed.Invoke(bed.Invocation(within: TimeSpan.FromSeconds(5)) with { Attempts = new() });

        Assert.Equal((ModelErrorKind.Overloaded, TimeSpan.FromSeconds(20)), (refused.Error!.Kind, refused.Error.RetryAfter));
    }

    [Theory]
    [InlineData(ModelErrorKind.ServerError, 0, 1)]
    [InlineData(ModelErrorKind.Overloaded, 0, 1)]
    [InlineData(ModelErrorKind.Network, 0, 1)]
    [InlineData(ModelErrorKind.ServerError, 50, 2)]
    [InlineData(ModelErrorKind.ServerError, 101, 1)]
    public void AHealthyCandidateIsAskedAtOnceUnlessTheStatedWaitIsShort(ModelErrorKind kind, int retryAfterMs, int calls)
    {
        var first = ScriptedClient.Playing("pa", (_, _) => throw Some.Error(kind, retryAfterMs > 0 ? TimeSpan.FromMilliseconds(retryAfterMs) : null), static (_, _) => Task.FromResult(Some.Reply()));
        var bed = new Bed([A, B], [first, ScriptedClient.Answering("pb")]);

        var answer = bed.Invoke();

        Assert.Equal((calls, calls == 1 ? "b" : "a"), (first.Calls, answer.Model.Id));
    }

    [Fact]
    public void APromptTooLongForEveryRegisteredModelIsSaidSo()
    {
        var bed = new Bed([A, B, Some.Model("huge", "unregistered", quality: 1, window: 10_000_000)], [ScriptedClient.Answering("pa"), ScriptedClient.Answering("pb")]);

        var route = bed.Route(Some.Request(input: 1_000_000));
        var tooGood = bed.Route(Some.Request(Some.Skill(new() { MinQuality = 0.99 }), input: 1000));

        Assert.True(route.Explanation.IsPromptTooLong);
        Assert.Contains("takes 100,000 tokens", route.Explanation.Summary, StringComparison.Ordinal);
        Assert.DoesNotContain("huge", route.Explanation.Summary, StringComparison.Ordinal);
        Assert.Equal(["a", "b"], route.Explanation.Candidates.Where(static c => c.IsRegistered).Select(static c => c.Model));
        Assert.False(tooGood.Explanation.IsPromptTooLong);
        Assert.DoesNotContain("huge", tooGood.Explanation.Summary, StringComparison.Ordinal);
    }

    private static Bed SlowBed(TimeSpan latency)
    {
        VirtualTime time = new();
        return new Bed(
            [A],
            [
                new ScriptedClient("pa", async (_, token) =>
                {
                    await Task.Delay(latency, time, token);
                    return Some.Reply();
                }),
            ],
            time: time);
    }
}
