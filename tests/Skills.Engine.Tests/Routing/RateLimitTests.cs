using Skills.Engine.Routing;

namespace Skills.Engine.Tests.Routing;

public sealed class RateLimitTests
{
    private static readonly ModelDefinition Limited = Some.Model("a", "pa") with { RequestsPerMinute = 60 };

    [Fact]
    public void ABucketGrantsItsMinuteAndThenAsItFills()
    {
        var bed = Bed.Of(Limited);
        for (var i = 0; i < 60; i++)
        {
            Assert.NotNull(bed.Deployments.TryEnter(Limited, default));
        }

        Assert.Null(bed.Deployments.TryEnter(Limited, default));
        Assert.Equal(TimeSpan.FromSeconds(1), bed.Deployments.WaitFor(Limited, default));
        bed.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.NotNull(bed.Deployments.TryEnter(Limited, default));
        Assert.Null(bed.Deployments.TryEnter(Limited, default));
    }

    [Fact]
    public void OutputTokensNotUsedAreGivenBack()
    {
        var model = Some.Model("a") with { OutputTokensPerMinute = 1000 };
        var bed = Bed.Of(model);

        var ticket = bed.Deployments.TryEnter(model, new(0, 800));
        Assert.Null(bed.Deployments.TryEnter(model, new(0, 800)));
        ticket!.End(new() { Model = model, Category = "", IsRecorded = true }, new() { OutputVisible = 100 });
        Assert.NotNull(bed.Deployments.TryEnter(model, new(0, 800)));
    }

    [Fact]
    public void ADemandLargerThanTheBucketWaitsForAFullOneInsteadOfForEver()
    {
        var model = Some.Model("a") with { InputTokensPerMinute = 1000 };

        Assert.NotNull(Bed.Of(model).Deployments.TryEnter(model, new(5000, 0)));
    }

    [Fact]
    public void WhatTheHeadersSayIsHeldTo()
    {
        var model = Some.Model("a");
        var bed = Bed.Of(model);
        bed.Router.Report(new() { Model = model, Category = "", RateLimits = new() { RequestsRemaining = 0, RequestsReset = TimeSpan.FromSeconds(7) } });

        Assert.Equal(TimeSpan.FromSeconds(7), bed.Deployments.WaitFor(model, default));
        var route = bed.Route(Some.Request());
        Assert.Contains("rate limit for another 7 s", route.Explanation.ToString(), StringComparison.Ordinal);
        bed.Time.Advance(TimeSpan.FromSeconds(7));
        Assert.NotNull(bed.Deployments.TryEnter(model, default));
    }

    [Fact]
    public void ARejectionThatArrivesAfterTheAcceptedTriesEndedStillLetsAsManyGoOn()
    {
        var model = Some.Model("a");
        var bed = Bed.Of(model);
        var tries = Enumerable.Range(0, 4).Select(_ => bed.Deployments.TryEnter(model, default)!).ToArray();
        foreach (var accepted in tries[..3])
        {
            accepted.End(new() { Model = model, Category = "" }, null);
        }

        tries[3].End(new() { Model = model, Category = "", Error = ModelErrorKind.RateLimit, RetryAfter = TimeSpan.FromSeconds(9) }, null, new("skill", 1, 0));

        Assert.Equal(TimeSpan.Zero, bed.Deployments.WaitFor(model, default));
        Assert.All(Enumerable.Range(0, 3), _ => Assert.NotNull(bed.Deployments.TryEnter(model, default)));
        Assert.Null(bed.Deployments.TryEnter(model, default));
    }

    [Fact]
    public void AClosedDoorTakesNothingFromTheLimit()
    {
        var model = Limited with { RequestsPerMinute = 2 };
        var bed = Bed.Of(model);
        bed.Router.Report(new() { Model = model, Category = "GENERAL", Error = ModelErrorKind.Overloaded });
        for (var i = 0; i < 10; i++)
        {
            Assert.Null(bed.Deployments.TryEnter(model, new(10, 10)));
        }

        bed.Time.Advance(TimeSpan.FromSeconds(1.1));
        Assert.NotNull(bed.Deployments.TryEnter(model, new(10, 10)));
        Assert.NotNull(bed.Deployments.TryEnter(model, new(10, 10)));
        Assert.Null(bed.Deployments.TryEnter(model, new(10, 10)));
    }

    [Fact]
    public void ADoorThatClosesOnTheLineTakesNothingFromTheLimit()
    {
        var model = Limited with { RequestsPerMinute = 2 };
        var bed = Bed.Of(model);
        bed.Router.Report(new() { Model = model, Category = "GENERAL", Error = ModelErrorKind.Overloaded });
        for (var i = 0; i < 5; i++)
        {
            var (result, ticket) = bed.Time.Run(bed.Deployments.WaitTurnAsync(model, new(10, 10), "t", TimeSpan.FromMinutes(1), CancellationToken.None));
            Assert.Equal((QueueResult.Served, true), (result, ticket is null));
        }

        bed.Time.Advance(TimeSpan.FromSeconds(1.1));
        Assert.NotNull(bed.Deployments.TryEnter(model, new(10, 10)));
        Assert.NotNull(bed.Deployments.TryEnter(model, new(10, 10)));
    }

    [Fact]
    public void ATryThatWasNeverMadeGivesBackAllItTook()
    {
        var model = Limited with { RequestsPerMinute = 1, InputTokensPerMinute = 100, OutputTokensPerMinute = 100 };
        var bed = Bed.Of(model);
        for (var i = 0; i < 5; i++)
        {
            var ticket = bed.Deployments.TryEnter(model, new(100, 100));
            Assert.NotNull(ticket);
            ticket.Return();
            ticket.Return();
        }

        Assert.Equal(0, bed.Deployments.Of(model).InFlight);
    }

    [Fact]
    public void AnotherModelIsTakenBeforeWaiting()
    {
        var other = Some.Model("b", "pb");
        var bed = Bed.Of(Limited with { RequestsPerMinute = 1 }, other);

        Assert.Equal("a", bed.Invoke().Model.Id);
        Assert.Equal("b", bed.Invoke().Model.Id);
    }

    [Fact]
    public void WithNoOtherModelTheCallWaitsInLine()
    {
        var bed = Bed.Of(Limited with { RequestsPerMinute = 6 });
        var started = bed.Time.GetUtcNow();
        for (var i = 0; i < 8; i++)
        {
            Assert.NotNull(bed.Invoke().Reply);
        }

        Assert.InRange(bed.Time.GetUtcNow() - started, TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(20.1));
    }

    [Fact]
    public void AWaitPastTheDeadlineIsRefusedWithTheTimeToComeBack()
    {
        var bed = Bed.Of(Limited with { RequestsPerMinute = 1 });
        bed.Invoke();

        var result = bed.Invoke(bed.Invocation(within: TimeSpan.FromSeconds(10)));

        Assert.Null(result.Reply);
        Assert.Equal(60, result.Error!.RetryAfter!.Value.TotalSeconds, 1);
    }

    [Fact]
    public void AFullLineRefusesAtOnce()
    {
        var model = Limited with { RequestsPerMinute = 1 };
        var bed = new Bed([model], [ScriptedClient.Answering("pa")], static o => o.MaxQueue = 0);
        bed.Invoke();
        var started = bed.Time.GetUtcNow();

        var result = bed.Invoke();

        Assert.Equal(started, bed.Time.GetUtcNow());
        Assert.Equal(ModelErrorKind.RateLimit, result.Error?.Kind);
        Assert.Contains("in line", result.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TenantsTakeTurnsSoThatOneWithManyCallsHoldsNobodyUp()
    {
        var model = Limited with { RequestsPerMinute = 60 };
        var bed = Bed.Of(model);
        for (var i = 0; i < 60; i++)
        {
            bed.Deployments.TryEnter(model, default);
        }

        var order = new List<string>();
        var waiting = new List<Task>();
        foreach (var tenant in Enumerable.Repeat("loud", 20).Append("quiet"))
        {
            waiting.Add(StandInLine(tenant));
        }

        bed.Time.Run(Served(), TimeSpan.FromSeconds(2));

        Assert.Equal(21, order.Count);
        Assert.InRange(order.IndexOf("quiet"), 0, 2);

        async Task<bool> Served()
        {
            await Task.WhenAll(waiting);
            return true;
        }

        async Task StandInLine(string tenant)
        {
            var (result, ticket) = await bed.Deployments.WaitTurnAsync(model, default, tenant, TimeSpan.FromMinutes(2), CancellationToken.None);
            Assert.Equal((QueueResult.Served, true), (result, ticket is not null));
            lock (order)
            {
                order.Add(tenant);
            }
        }
    }

    [Fact]
    public async Task OneWhoLeavesTheLineHoldsNobodyUp()
    {
        var model = Limited with { RequestsPerMinute = 1 };
        var bed = Bed.Of(model);
        bed.Deployments.TryEnter(model, default);
        using var leaving = new CancellationTokenSource();
        var first = bed.Deployments.WaitTurnAsync(model, default, "a", TimeSpan.FromMinutes(2), leaving.Token);
        var second = bed.Deployments.WaitTurnAsync(model, default, "b", TimeSpan.FromMinutes(2), CancellationToken.None);
        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.Equal(QueueResult.Served, bed.Time.Run(second, TimeSpan.FromMinutes(1)).Result);
    }
}
