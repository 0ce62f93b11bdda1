using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Skills.Engine.Models;
using Skills.Engine.Models.Invocation;
using Skills.Engine.Routing;
using Skills.Engine.Tests.Routing;

namespace Skills.Engine.Tests.Models.Invocation;

public sealed class ModelInvokerTests
{
    private static readonly ModelDefinition A = Some.Model("a", "pa");
    private static readonly ModelDefinition B = Some.Model("b", "pb");

    private static Task<ModelReply> Ok(ModelRequest request, CancellationToken token) => Task.FromResult(Some.Reply("ok"));

    private static Func<ModelRequest, CancellationToken, Task<ModelReply>> Fail(ModelErrorKind kind, double? retryAfterSeconds = null) =>
        (_, _) => Task.FromException<ModelReply>(Some.Error(kind, retryAfterSeconds is { } s ? TimeSpan.FromSeconds(s) : null));

    // Error, tries at the same deployment when it is the only one, tries at it when another could answer, whether the other is asked.
    public static TheoryData<ModelErrorKind, int, int, bool> ErrorTable { get; } = new()
    {
        { ModelErrorKind.RateLimit, 3, 1, true },
        { ModelErrorKind.Quota, 1, 1, true },
        { ModelErrorKind.Overloaded, 3, 1, true },
        { ModelErrorKind.ServerError, 3, 1, true },
        { ModelErrorKind.Network, 3, 1, true },
        { ModelErrorKind.Timeout, 2, 1, true },
        { ModelErrorKind.Auth, 1, 1, true },
        { ModelErrorKind.Permission, 1, 1, true },
        { ModelErrorKind.NotFound, 1, 1, true },
        { ModelErrorKind.ContextWindow, 1, 1, false },
        { ModelErrorKind.ContentPolicy, 1, 1, false },
        { ModelErrorKind.InvalidRequest, 1, 1, false },
        { ModelErrorKind.Malformed, 2, 2, true },
        { ModelErrorKind.Truncated, 2, 1, true },
    };

    [Theory]
    [MemberData(nameof(ErrorTable))]
    public void EachErrorClassHasItsNumberOfTriesAndItsFallback(ModelErrorKind kind, int alone, int withAnother, bool fallsBack)
    {
        var only = ScriptedClient.Failing("pa", kind);
        var result = new Bed([A], [only]).Invoke();
        Assert.Equal(alone, only.Calls);
        Assert.Null(result.Reply);
        Assert.Equal(kind, result.Error?.Kind);
        Assert.Contains(kind.ToString(), result.Error!.Message, StringComparison.Ordinal);

        var first = ScriptedClient.Failing("pa", kind);
        var second = ScriptedClient.Answering("pb");
        var bed = new Bed([A, B], [first, second]);
        result = bed.Invoke();
        Assert.Equal(withAnother, first.Calls);
        Assert.Equal(fallsBack ? 1 : 0, second.Calls);
        Assert.Equal(fallsBack, result.Reply is not null);
        Assert.Equal(withAnother + second.Calls, bed.Attempts.ToList().Count);
        Assert.Equal(fallsBack ? "fallback" : "first", bed.Attempts.ToList().Last(static a => a.Reason != "retry").Reason);
    }

    [Fact]
    public void TheCurrentRetryAfterIsHonouredEachTime()
    {
        var started = new List<DateTimeOffset>();
        var time = new VirtualTime();
        var client = ScriptedClient.Playing("pa",
            (_, _) => { started.Add(time.GetUtcNow()); throw Some.Error(ModelErrorKind.RateLimit, TimeSpan.FromSeconds(3)); },
            (_, _) => { started.Add(time.GetUtcNow()); throw Some.Error(ModelErrorKind.RateLimit, TimeSpan.FromSeconds(20)); },
            (r, t) => { started.Add(time.GetUtcNow()); return Ok(r, t); });

        var result = new Bed([A], [client], time: time).Invoke();

        Assert.NotNull(result.Reply);
        Assert.InRange(started[1] - started[0], TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(3.5));
        Assert.InRange(started[2] - started[1], TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(22.5));
    }

    [Fact]
    public void ARetryAfterPastTheDeadlineEndsAtOnceAndSaysWhenToComeBack()
    {
        var bed = new Bed([A], [ScriptedClient.Failing("pa", ModelErrorKind.RateLimit, TimeSpan.FromMinutes(10))]);
        var started = bed.Time.GetUtcNow();

        var result = bed.Invoke();

        Assert.Equal(started, bed.Time.GetUtcNow());
        Assert.Equal(TimeSpan.FromMinutes(10), result.Error?.RetryAfter);
    }

    [Fact]
    public void WhenAllCoolDownTheEarliestIsWaitedFor()
    {
        var a = ScriptedClient.Playing("pa", Fail(ModelErrorKind.RateLimit, 30), Ok);
        var b = ScriptedClient.Playing("pb", Fail(ModelErrorKind.RateLimit, 5), Ok);
        var bed = new Bed([A, B], [a, b]);
        var started = bed.Time.GetUtcNow();

        var result = bed.Invoke();

        Assert.Equal("b", result.Model.Id);
        Assert.InRange(bed.Time.GetUtcNow() - started, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(6));
    }

    [Fact]
    public void RetriesWaitLongerEachTimeWithJitter()
    {
        var bed = new Bed([A], [ScriptedClient.Playing("pa", Fail(ModelErrorKind.ServerError), Fail(ModelErrorKind.ServerError), Ok)]);

        bed.Invoke();

        var starts = bed.Attempts.ToList().Select(static a => a.StartedAt).ToList();
        Assert.InRange(starts[1] - starts[0], TimeSpan.FromMilliseconds(250), TimeSpan.FromMilliseconds(501));
        Assert.InRange(starts[2] - starts[1], TimeSpan.FromMilliseconds(500), TimeSpan.FromMilliseconds(1001));
    }

    [Fact]
    public void AClientThatNeverEndsIsCutOffByTheDeadlineOfTheTry()
    {
        var deaf = new ScriptedClient("pa", static (_, _) => new TaskCompletionSource<ModelReply>().Task);
        var bed = new Bed([A, B], [deaf, ScriptedClient.Answering("pb")], static o => { o.Retry.AttemptTimeout = TimeSpan.FromSeconds(10); o.Retry.MaxRetries = 0; });

        var result = bed.Invoke();

        Assert.Equal("b", result.Model.Id);
        Assert.Equal([ModelErrorKind.Timeout, null], bed.Attempts.ToList().Select(static a => a.Error));
        Assert.Equal(10_000, bed.Attempts.ToList()[0].LatencyMs, 1);
    }

    [Fact]
    public void TheOverallDeadlineClampsTheRunningTry()
    {
        var deaf = new ScriptedClient("pa", static (_, _) => new TaskCompletionSource<ModelReply>().Task);
        var bed = new Bed([A, B], [deaf, ScriptedClient.Answering("pb")]);
        var started = bed.Time.GetUtcNow();

        var result = bed.Invoke(bed.Invocation(within: TimeSpan.FromSeconds(7)));

        Assert.Equal(ModelErrorKind.Timeout, result.Error?.Kind);
        Assert.Equal(TimeSpan.FromSeconds(7), bed.Time.GetUtcNow() - started);
        Assert.Equal(ModelErrorKind.Canceled, Assert.Single(bed.Attempts.ToList()).Error);
    }

    [Fact]
    public async Task TheCallersCancellationEscapesAndTheTryIsLogged()
    {
        using var caller = new CancellationTokenSource();
        var bed = new Bed([A], [new ScriptedClient("pa", (_, _) => { caller.Cancel(); return new TaskCompletionSource<ModelReply>().Task; })]);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => bed.Invoker.InvokeAsync(bed.Invocation(), caller.Token).AsTask());

        var attempt = Assert.Single(bed.Attempts.ToList());
        Assert.Equal(ModelErrorKind.Canceled, attempt.Error);
        Assert.Equal(CostKind.AtLeast, attempt.Cost.Kind);
        Assert.Equal(0, bed.Deployments.Of(A).InFlight);
    }

    public static TheoryData<Exception, ModelErrorKind> Strangers { get; } = new()
    {
        { new HttpRequestException("no route"), ModelErrorKind.Network },
        { new IOException("reset"), ModelErrorKind.Network },
        { new TaskCanceledException("own deadline"), ModelErrorKind.Timeout },
        { new System.Text.Json.JsonException("bad"), ModelErrorKind.Malformed },
        { new InvalidOperationException("a secret"), ModelErrorKind.InvalidRequest },
    };

    [Theory]
    [MemberData(nameof(Strangers))]
    public void WhateverAClientThrowsBecomesAnErrorOfAClass(Exception thrown, ModelErrorKind kind)
    {
        var result = new Bed([A], [new ScriptedClient("pa", (_, _) => Task.FromException<ModelReply>(thrown))], static o => o.Retry.MaxRetries = 0).Invoke();

        Assert.Equal(kind, result.Error?.Kind);
        Assert.DoesNotContain("secret", result.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AFaultInTheClientsOwnCodeIsNotRepeatedAndNotTakenToOtherModels()
    {
        var faulty = new ScriptedClient("pa", static (_, _) => throw new ArgumentException("an item with the same key"));
        var other = ScriptedClient.Answering("pb");
        var result = new Bed([A, B], [faulty, other]).Invoke();

        Assert.Equal((ModelErrorKind.InvalidRequest, 1, 0), (result.Error?.Kind, faulty.Calls, other.Calls));
    }

    [Fact]
    public void ATooLongPromptGoesToALargerWindowOnly()
    {
        var small = Some.Model("small", "pb", window: 50_000);
        var large = Some.Model("large", "pc", window: 1_000_000);
        var b = ScriptedClient.Answering("pb");
        var bed = new Bed([A, small, large], [ScriptedClient.Failing("pa", ModelErrorKind.ContextWindow), b, ScriptedClient.Answering("pc")]);

        Assert.Equal("large", bed.Invoke().Model.Id);
        Assert.Equal(0, b.Calls);
    }

    [Fact]
    public void ARefusalGoesToAnotherModelWhenTheSkillAllows()
    {
        var refusing = new ScriptedClient("pa", static (_, _) => Task.FromResult(Some.Reply("no") with { StopReason = StopReason.Refusal }));
        var skill = Some.Skill(new() { FallbackOnContentPolicy = true });

        var allowed = new Bed([A, B], [refusing, ScriptedClient.Answering("pb")]);
        Assert.Equal("b", allowed.Invoke(allowed.Invocation(skill)).Model.Id);

        var not = new Bed([A, B], [refusing, ScriptedClient.Answering("pb")]);
        Assert.Equal(StopReason.Refusal, not.Invoke().Reply?.StopReason);
    }

    [Fact]
    public void TheCostOfEveryTryIsInLogAndLedger()
    {
        var broken = new ModelException(ModelErrorKind.Truncated, "cut") { Usage = new() { InputUncached = 1000, OutputVisible = 10 } };
        var bed = new Bed([A], [ScriptedClient.Playing("pa", (_, _) => throw broken, (_, _) => Task.FromResult(Some.Reply(input: 2000, output: 100)))]);

        bed.Invoke();

        Assert.Equal([CostKind.AtLeast, CostKind.Exact], bed.Attempts.ToList().Select(static a => a.Cost.Kind));
        Assert.Equal(0.00102m + 0.0022m, bed.Attempts.Cost.Usd);
        var line = Assert.Single(bed.Lines());
        Assert.Equal((2, 1, 3000, 110, 0.00322m), (line.Tries, line.Uncertain, line.InputTokens, line.OutputTokens, line.Usd));
    }

    [Fact]
    public void TheSkillsCeilingBoundsAllTriesTogether()
    {
        var pricey = A with { Prices = [new() { Input = 10, Output = 10 }] };
        var client = ScriptedClient.Playing("pa", (r, _) => throw new ModelException(ModelErrorKind.Truncated, "cut") { Usage = new() { InputUncached = 5, OutputVisible = r.Options.MaxOutputTokens } }, Ok);
        var bed = new Bed([pricey], [client]);

        var result = bed.Invoke(bed.Invocation(Some.Skill() with { Limits = new() { MaxCostUsd = 0.02m } }));

        Assert.Null(result.Reply);
        Assert.Equal(1, client.Calls);
        Assert.True(bed.Attempts.Cost.Usd <= 0.02m);
        Assert.Contains("maxCostUsd", result.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AStreamThatBreaksBeforeAnythingWasReleasedStartsOverElsewhere()
    {
        var broken = ScriptedClient.Answering("pa");
        broken.Stream = static (_, _) => Broken(released: false);
        var text = new List<string>();
        var bed = new Bed([A, B], [broken, ScriptedClient.Answering("pb", "whole")], static o => o.Retry.MaxRetries = 0);

        var result = bed.Invoke(bed.Invocation() with { OnDelta = d => { text.Add(d); return ValueTask.CompletedTask; } });

        Assert.Equal("b", result.Model.Id);
        Assert.Equal(["whole"], text);
    }

    [Fact]
    public void AStreamThatBreaksAfterwardsFailsWhereItMayNotStartOver()
    {
        var broken = ScriptedClient.Answering("pa");
        broken.Stream = static (_, _) => Broken(released: true);
        var other = ScriptedClient.Answering("pb");
        var bed = new Bed([A, B], [broken, other], static o => o.Retry.RestartStreams = false);

        var result = bed.Invoke(bed.Invocation() with { OnDelta = static _ => ValueTask.CompletedTask });

        Assert.Equal(ModelErrorKind.Overloaded, result.Error?.Kind);
        Assert.Equal((1, 0), (broken.Calls, other.Calls));
    }

    [Fact]
    public void AStreamThatBreaksAfterwardsStartsOverAndTheEndOfItsTryPartsTheTwo()
    {
        var broken = ScriptedClient.Answering("pa");
        broken.Stream = static (_, _) => Broken(released: true);
        var heard = new List<string>();
        var bed = new Bed([A, B], [broken, ScriptedClient.Answering("pb", "whole")], static o => o.Retry.MaxRetries = 0);

        var result = bed.Invoke(bed.Invocation() with
        {
            OnDelta = d => { heard.Add(d); return ValueTask.CompletedTask; },
            Attempts = new() { Added = a => heard.Add($"<{a.ModelId} {a.Error}>") },
        });

        Assert.Equal("b", result.Model.Id);
        Assert.Equal(["<a Overloaded>", "whole", "<b >"], heard[1..]);
    }

    [Theory]
    [InlineData(false, TimeoutStage.FirstToken)]
    [InlineData(true, TimeoutStage.Idle)]
    public void ASilentStreamIsCutOff(bool speaksFirst, TimeoutStage stage)
    {
        var silent = ScriptedClient.Answering("pa");
        silent.Stream = (_, _) => Silent(speaksFirst);
        var bed = new Bed([A], [silent], static o => o.Retry.MaxRetries = 0);

        var result = bed.Invoke(bed.Invocation() with { OnDelta = static _ => ValueTask.CompletedTask });

        Assert.Equal((ModelErrorKind.Timeout, stage), (result.Error!.Kind, result.Error.TimeoutStage));
    }

    [Fact]
    public async Task WhatTheTakerOfPiecesThrowsIsNotTheModelsFault()
    {
        var bed = new Bed([A], [ScriptedClient.Answering("pa")]);

        await Assert.ThrowsAsync<NotSupportedException>(() => bed.Invoker.InvokeAsync(bed.Invocation() with { OnDelta = static _ => throw new NotSupportedException() }, CancellationToken.None).AsTask());

        Assert.Single(bed.Attempts.ToList());
    }

    [Fact]
    public void ASlowModelIsHedgedAndTheLoserIsCanceledAndAccountedFor()
    {
        var canceled = false;
        var slow = new ScriptedClient("pa", (_, token) => { token.Register(() => canceled = true); return new TaskCompletionSource<ModelReply>().Task; });
        var bed = new Bed([A, B], [slow, ScriptedClient.Answering("pb")], static o => o.Retry.HedgeAfter = TimeSpan.FromSeconds(2));
        var started = bed.Time.GetUtcNow();

        var result = bed.Invoke();

        Assert.Equal("b", result.Model.Id);
        Assert.Equal(TimeSpan.FromSeconds(2), bed.Time.GetUtcNow() - started);
        Assert.True(canceled);
        Assert.Equal([("first", ModelErrorKind.Canceled), ("hedge", (ModelErrorKind?)null)], bed.Attempts.ToList().Select(static a => (a.Reason, a.Error)));
        Assert.Equal(CostKind.AtLeast, bed.Attempts.Cost.Kind);
    }

    [Fact]
    public void AFastModelIsNotHedged()
    {
        var other = ScriptedClient.Answering("pb");
        var bed = new Bed([A, B], [ScriptedClient.Answering("pa"), other], static o => o.Retry.HedgeAfter = TimeSpan.FromSeconds(2));

        Assert.Equal("a", bed.Invoke().Model.Id);
        Assert.Equal(0, other.Calls);
    }

    [Fact]
    public void ARouterThatThrowsLosesNoAnswer()
    {
        var bed = new Bed([A], [ScriptedClient.Answering("pa")]);
        var options = Options.Create(bed.Options);
        var attempts = new AttemptRunner([ScriptedClient.Answering("pa")], new ThrowingRouter(), bed.Deployments, bed.Ledger, options, bed.Time, NullLogger<AttemptRunner>.Instance);
        var invoker = new ModelInvoker(attempts, bed.Shadows, bed.Deployments, bed.Paces, options, bed.Time);

        Assert.NotNull(bed.Time.Run(invoker.InvokeAsync(bed.Invocation(), CancellationToken.None).AsTask()).Reply);
    }

    [Fact]
    public void ALedgerThatThrowsLosesNoAnswerAndBooksNothingTwice()
    {
        var bed = new Bed([A], [ScriptedClient.Answering("pa")]);
        var options = Options.Create(bed.Options);
        var attempts = new AttemptRunner([ScriptedClient.Answering("pa")], bed.Router, bed.Deployments, new ThrowingLedger(), options, bed.Time, NullLogger<AttemptRunner>.Instance);
        var invoker = new ModelInvoker(attempts, bed.Shadows, bed.Deployments, bed.Paces, options, bed.Time);

        Assert.NotNull(bed.Time.Run(invoker.InvokeAsync(bed.Invocation(), CancellationToken.None).AsTask()).Reply);
        Assert.Single(bed.Attempts.ToList());
        Assert.Equal(0, bed.Deployments.Of(A).InFlight);
    }

    [Theory]
    [InlineData(-1, 5)]
    [InlineData(long.MinValue, 5)]
    [InlineData(long.MaxValue, 5)]
    [InlineData(5, long.MaxValue)]
    [InlineData(5, -7)]
    public void AUsageThatCannotBeTrueIsLeftOut(long input, long output)
    {
        var bed = new Bed([A], [new ScriptedClient("pa", (_, _) => Task.FromResult(Some.Reply("fine", input, output) with { Usage = new() { InputUncached = input, CacheRead = input, OutputVisible = output, Reasoning = output } }))]);

        var result = bed.Invoke();

        Assert.Equal("fine", result.Reply?.Text);
        Assert.Contains("cannot be true", Assert.Single(result.Reply!.Warnings), StringComparison.Ordinal);
        var attempt = Assert.Single(bed.Attempts.ToList());
        Assert.Null(attempt.Usage);
        Assert.Equal(CostKind.Estimated, attempt.Cost.Kind);
        Assert.InRange(Assert.Single(bed.Lines()).Usd, 0, 0.001m);
    }

    [Fact]
    public void AFailureThatStatesAWaitIsNotWaitedForWhileAnotherCanAnswer()
    {
        var bed = new Bed([A, B], [ScriptedClient.Failing("pa", ModelErrorKind.ServerError, TimeSpan.FromSeconds(7)), ScriptedClient.Answering("pb")]);
        var started = bed.Time.GetUtcNow();

        Assert.Equal("b", bed.Invoke().Model.Id);
        Assert.Equal(started, bed.Time.GetUtcNow());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    public void AStatedWaitOfNothingIsNoStorm(double seconds)
    {
        var bed = new Bed([A], [ScriptedClient.Failing("pa", ModelErrorKind.RateLimit, TimeSpan.FromSeconds(seconds))]);
        var started = bed.Time.GetUtcNow();

        bed.Invoke();

        Assert.Equal(3, bed.Attempts.ToList().Count);
        Assert.InRange((bed.Time.GetUtcNow() - started).TotalSeconds, 0.75, 1.6);
    }

    [Fact]
    public void ManyThatFailTogetherAreOneOverload()
    {
        var bed = new Bed([A], [ScriptedClient.Answering("pa")], static o => (o.Breaker.ConsecutiveFailures, o.Breaker.MinimumTries) = (1000, 1000));
        var tickets = Enumerable.Range(0, 50).Select(_ => bed.Deployments.TryEnter(A, default)!).ToList();
        var overloaded = new RoutingOutcome { Model = A, Category = "GENERAL", Error = ModelErrorKind.Overloaded, IsRecorded = true };

        tickets.ForEach(t => t.End(overloaded, null));

        Assert.Equal(1, bed.Deployments.WaitFor(A, default).TotalSeconds, 0.01);
    }

    [Fact]
    public void AWaitWithoutEndOverflowsNothing()
    {
        var bed = new Bed([A], [ScriptedClient.Failing("pa", ModelErrorKind.ServerError, TimeSpan.MaxValue)]);
        var started = bed.Time.GetUtcNow();

        var result = bed.Invoke();

        Assert.Equal(ModelErrorKind.ServerError, result.Error?.Kind);
        Assert.Equal(started, bed.Time.GetUtcNow());
    }

    [Fact]
    public void AnExecutionAllowedAYearIsRunAllTheSame()
    {
        var bed = new Bed([A], [ScriptedClient.Playing("pa", Fail(ModelErrorKind.RateLimit, 20 * 3600), Ok)], static o => { o.Retry.AttemptTimeout = TimeSpan.FromDays(200); o.Breaker.MaxCooldown = TimeSpan.FromDays(300); });

        Assert.NotNull(bed.Invoke(bed.Invocation(within: TimeSpan.FromDays(365))).Reply);
    }

    [Fact]
    public void WhatACanceledLoserMayHaveCostCountsToTheCeiling()
    {
        // Each try costs at most about $0.0082; the loser's bill is not known, so a third one does not fit.
        var slow = new ScriptedClient("pa", static (_, _) => new TaskCompletionSource<ModelReply>().Task);
        var bed = new Bed([A, B], [slow, ScriptedClient.Answering("pb")], static o => o.Retry.HedgeAfter = TimeSpan.FromSeconds(2));
        var skill = Some.Skill() with { Limits = new() { MaxCostUsd = 0.017m } };

        Assert.Equal("b", bed.Invoke(bed.Invocation(skill)).Model.Id);
        var again = bed.Invoke(bed.Invocation(skill, models: B) with { Options = new() { MaxOutputTokens = 4096 } });

        Assert.InRange(bed.Attempts.BookedUsd, 0.008m, 0.017m);
        Assert.True(bed.Attempts.Cost.Usd <= 0.017m);
        Assert.NotNull(again.Reply);
        Assert.Equal("b", bed.Invoke(bed.Invocation(skill with { Limits = new() { MaxCostUsd = 0.0083m } }, models: B)).Error?.Model);
    }

    [Fact]
    public async Task ACanceledRaceLeavesNobodyRunning()
    {
        var bed = new Bed([A, B], [new ScriptedClient("pa", static (_, _) => new TaskCompletionSource<ModelReply>().Task), new ScriptedClient("pb", static (_, _) => new TaskCompletionSource<ModelReply>().Task)], static o => o.Retry.HedgeAfter = TimeSpan.FromSeconds(2));
        using var caller = new CancellationTokenSource();
        using var timer = bed.Time.CreateTimer(_ => caller.Cancel(), null, TimeSpan.FromSeconds(5), Timeout.InfiniteTimeSpan);
        var running = bed.Invoker.InvokeAsync(bed.Invocation(), caller.Token).AsTask();

        bed.Time.Run(running.ContinueWith(static _ => true, TaskScheduler.Default));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Equal([ModelErrorKind.Canceled, ModelErrorKind.Canceled], bed.Attempts.ToList().Select(static a => a.Error!.Value));
        Assert.Equal((0, 0), (bed.Deployments.Of(A).InFlight, bed.Deployments.Of(B).InFlight));
    }

    private static async IAsyncEnumerable<ModelUpdate> Broken(bool released)
    {
        await Task.CompletedTask;
        if (released)
        {
            yield return new("half");
        }

        throw Some.Error(ModelErrorKind.Overloaded);
    }

    private static async IAsyncEnumerable<ModelUpdate> Silent(bool speaksFirst)
    {
        if (speaksFirst)
        {
            yield return new("half");
        }

        await new TaskCompletionSource().Task;
    }

    private sealed class ThrowingLedger : ICostLedger
    {
        public void Record(LedgerEntry entry) => throw new IOException("full");

        public ValueTask<IReadOnlyList<LedgerLine>> ReadAsync(LedgerQuery query, CancellationToken cancellationToken) => throw new IOException("full");
    }

    private sealed class ThrowingRouter : IModelRouter
    {
        public ValueTask<ModelRoute> RouteAsync(RoutingRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();

        public void Report(RoutingOutcome outcome) => throw new NotSupportedException();
    }
}
