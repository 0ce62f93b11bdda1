using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Skills.Engine.Routing;
using Skills.Engine.Testing;
using Skills.Engine.Tests.Routing;

namespace Skills.Engine.Tests.Models.Invocation;

/// <summary>Every class of error over real HTTP: how often each provider is asked, how long the wait is, which one answers, how long the provider is not called, and the final error.</summary>
public sealed class LoopbackErrorTests(ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly TimeSpan Asked = TimeSpan.FromSeconds(7);
    private TwoProviders _bed = null!;
    private long _start;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _bed = await TwoProviders.StartAsync(Cancel);
        _start = _bed.Time.GetElapsedTime(0).Ticks;
    }

    public ValueTask DisposeAsync() => _bed.DisposeAsync();

    private static LoopbackReply Fault(ModelErrorKind kind) => kind switch
    {
        ModelErrorKind.Malformed => LoopbackReply.Html(200),
        ModelErrorKind.Truncated => new() { EndAfterBytes = 20 },
        ModelErrorKind.RateLimit => LoopbackReply.Fails(kind, Asked),
        _ => LoopbackReply.Fails(kind),
    };

    // Class; tries when alone and the seconds between them at least and at most; tries when another could answer, and
    // whether it is asked; seconds the deployment rests after the tries alone.
    public static TheoryData<ModelErrorKind, int, double[], int, bool, double> Table { get; } = new()
    {
        { ModelErrorKind.RateLimit, 3, [7, 7.7, 7, 7.7], 1, true, 7 },
        { ModelErrorKind.Quota, 1, [], 1, true, 3600 },
        { ModelErrorKind.Overloaded, 3, [1, 1.1, 2, 2.2], 1, true, 4 },
        { ModelErrorKind.ServerError, 3, [0.25, 0.5, 0.5, 1], 1, true, 0 },
        { ModelErrorKind.Network, 3, [0.25, 0.5, 0.5, 1], 1, true, 0 },
        { ModelErrorKind.Auth, 1, [], 1, true, 300 },
        { ModelErrorKind.Permission, 1, [], 1, true, 300 },
        { ModelErrorKind.NotFound, 1, [], 1, true, 300 },
        { ModelErrorKind.ContextWindow, 1, [], 1, false, 0 },
        { ModelErrorKind.ContentPolicy, 1, [], 1, false, 0 },
        { ModelErrorKind.InvalidRequest, 1, [], 1, false, 0 },
        { ModelErrorKind.Malformed, 2, [0.25, 0.5], 2, true, 0 },
        { ModelErrorKind.Truncated, 2, [0.25, 0.5], 1, true, 0 },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public async Task AloneItIsTriedAsOftenAsTheTableSaysAndTheSentenceSaysWhy(ModelErrorKind kind, int tries, double[] waits, int withAnother, bool fallsBack, double rests)
    {
        _ = (withAnother, fallsBack);
        _bed.Models = [TwoProviders.Model("first", "openai")];
        await FailAsync(kind);

        var result = await _bed.ExecuteAsync();

        output.WriteLine(result.ErrorMessage!);
        Assert.Equal((ExecutionStatus.Failed, tries), (result.Status, result.Attempts.Count));
        Assert.Equal(kind is ModelErrorKind.Network ? 0 : tries, _bed.First.Requests.Count);
        Assert.All(result.Attempts, a => Assert.Equal(kind, a.Error));
        Assert.Equal("model." + System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString()), Assert.Single(result.Errors).Code);
        Assert.Contains("first", result.ErrorMessage, StringComparison.Ordinal);
        Assert.Contains("openai", result.ErrorMessage, StringComparison.OrdinalIgnoreCase);
        if (tries > 1)
        {
            Assert.StartsWith(string.Create(CultureInfo.InvariantCulture, $"No model answered: first (openai), {tries} tries, last {kind}: "), result.ErrorMessage, StringComparison.Ordinal);
        }

        for (var i = 1; i < tries; i++)
        {
            var (before, after) = (result.Attempts[i - 1], result.Attempts[i]);
            Assert.Equal("retry", after.Reason);
            Assert.InRange((after.StartedAt - before.StartedAt).TotalSeconds, waits[(2 * i) - 2], waits[(2 * i) - 1]);
        }

        var rest = Assert.Single(_bed.Services.GetRequiredService<RouterReport>().Deployments()).RestsFor;
        Assert.Equal(rests, rest.TotalSeconds, 0.5);
        Assert.Equal(result.Attempts.Sum(static a => a.Cost.Usd ?? 0), result.CostUsd);
    }

    [Theory]
    [MemberData(nameof(Table))]
    public async Task TheOtherIsAskedWhereTheTableSaysSo(ModelErrorKind kind, int alone, double[] waits, int withAnother, bool fallsBack, double rests)
    {
        _ = (alone, waits, rests);
        await FailAsync(kind);

        var result = await _bed.ExecuteAsync();

        Assert.Equal(withAnother, result.Attempts.Count(static a => a.ModelId == "first"));
        Assert.Equal(fallsBack ? 1 : 0, _bed.Second.Requests.Count);
        Assert.Equal(fallsBack, result.IsSuccess);
        Assert.Equal(fallsBack ? ("second", "fallback") : ("first", "first"), (result.ModelId, result.Attempts[^1].Reason));
        if (fallsBack && withAnother == 1)
        {
            Assert.Equal(result.Attempts[0].StartedAt, result.Attempts[1].StartedAt);
        }
    }

    [Fact]
    public async Task EachAnswersOwnRetryAfterIsWaitedFor()
    {
        _bed.Models = [TwoProviders.Model("first", "openai")];
        _bed.First.Enqueue(
            new LoopbackReply { Error = ModelErrorKind.RateLimit, RetryAfter = TimeSpan.FromSeconds(3) },
            new LoopbackReply { Error = ModelErrorKind.RateLimit, RetryAfter = TimeSpan.FromSeconds(20), RetryAfterForm = RetryAfterForm.Milliseconds },
            LoopbackReply.Of("at last"));

        var result = await _bed.ExecuteAsync();

        Assert.True(result.IsSuccess, result.ErrorMessage);
        Assert.InRange((result.Attempts[1].StartedAt - result.Attempts[0].StartedAt).TotalSeconds, 3, 3.3);
        Assert.InRange((result.Attempts[2].StartedAt - result.Attempts[1].StartedAt).TotalSeconds, 20, 21);
    }

    [Fact]
    public async Task AWaitPastTheDeadlineIsNotBegunAndTheResultSaysWhenToComeBack()
    {
        _bed.Models = [TwoProviders.Model("first", "openai")];
        _bed.First.Respond(static _ => LoopbackReply.Fails(ModelErrorKind.RateLimit, TimeSpan.FromMinutes(30)));
        var began = _bed.Time.GetUtcNow();

        var result = await _bed.ExecuteAsync();

        Assert.Equal((ExecutionStatus.Failed, 1), (result.Status, result.Attempts.Count));
        Assert.Equal(began, _bed.Time.GetUtcNow());
        Assert.Contains("1800", result.ErrorMessage, StringComparison.Ordinal);
    }

    // Stage; how it hangs; the deadline that passes, in seconds; tries alone.
    [Theory]
    [InlineData(TimeoutStage.Connect, 10)]
    [InlineData(TimeoutStage.FirstToken, 60)]
    [InlineData(TimeoutStage.Idle, 30)]
    [InlineData(TimeoutStage.Total, 100)]
    public async Task AfterEachDeadlineOfATryTheOtherAnswersAtOnce(TimeoutStage stage, double seconds)
    {
        using var deaf = new DeafListener();
        var speaks = stage is TimeoutStage.Idle;
        var streams = speaks || stage is TimeoutStage.FirstToken;
        var heard = 0;
        if (stage is TimeoutStage.Connect)
        {
            _bed.FirstUrl = $"http://127.0.0.1:{deaf.Port}/v1";
        }

        if (stage is TimeoutStage.Total)
        {
            _bed.Configure = static o => o.Routing.Retry.FirstTokenTimeout = TimeSpan.FromHours(1);
        }

        _bed.First.Respond(_ => speaks ? new() { Text = new('x', 8000), DeltaSize = 8, DelayBetweenChunks = TimeSpan.FromMilliseconds(20) } : LoopbackReply.Hangs());
        var tries = 0;
        SkillResult? result = null;
        await _bed.RunAsync(ReadAsync(), hangs: () => stage switch
        {
            TimeoutStage.Connect => _bed.CallsEnded < 1,
            TimeoutStage.Idle => _bed.CallsEnded < 1 && heard > _bed.CallsEnded,
            _ => _bed.CallsEnded < 1 && _bed.First.Requests.Count > _bed.CallsEnded,
        });

        output.WriteLine(string.Join('\n', result!.Attempts.Select(static a => $"{a.ModelId} {a.Reason} {a.LatencyMs} ms {a.ErrorMessage}")));
        Assert.Equal(["first", "second"], result.Attempts.Select(static a => a.ModelId));
        Assert.Equal(["first", "fallback"], result.Attempts.Select(static a => a.Reason));
        Assert.All(result.Attempts.SkipLast(1), a =>
        {
            Assert.Equal(ModelErrorKind.Timeout, a.Error);
            Assert.Equal(seconds, a.LatencyMs / 1000, 0.01);
            Assert.Equal(CostKind.AtLeast == a.Cost.Kind, stage is not TimeoutStage.Connect);
        });
        Assert.InRange((result.Attempts[1].StartedAt - result.Attempts[0].StartedAt).TotalSeconds, seconds, seconds + 0.1);
        Assert.True(result.IsSuccess, result.ErrorMessage);

        async Task<bool> ReadAsync()
        {
            if (!streams)
            {
                result = await _bed.Engine.ExecuteAsync(_bed.Skill(), cancellationToken: Cancel);
                return true;
            }

            await foreach (var happened in _bed.Engine.StreamAsync(_bed.Skill(), cancellationToken: Cancel))
            {
                heard += happened is SkillDeltaEvent && heard == tries ? 1 : 0;
                tries += happened is SkillAttemptEvent ? 1 : 0;
                result = (happened as SkillResultEvent)?.Result ?? result;
            }

            return true;
        }
    }

    [Fact]
    public async Task TheExecutionsDeadlineCutsTheRunningTryAndAsksNobodyElse()
    {
        _bed.First.Respond(static _ => LoopbackReply.Hangs());
        var skill = _bed.Skill() with { Limits = new() { Timeout = TimeSpan.FromSeconds(4) } };

        var result = await _bed.RunAsync(_bed.Engine.ExecuteAsync(skill, cancellationToken: Cancel), hangs: () => _bed.First.ActiveRequests > 0);

        output.WriteLine(result.ErrorMessage!);
        Assert.Equal((ExecutionStatus.Timeout, 1), (result.Status, result.Attempts.Count));
        Assert.Equal(4, result.LatencyMs / 1000, 0.1);
        Assert.Empty(_bed.Second.Requests);
    }

    [Fact]
    public async Task ACanceledCallEndsAtOnceAsksNobodyElseAndIsInTheLedger()
    {
        using var caller = new CancellationTokenSource();
        _bed.First.Respond(static _ => LoopbackReply.Hangs());
        var running = _bed.Engine.ExecuteAsync(_bed.Skill(), cancellationToken: caller.Token);
        Assert.True(SpinWait.SpinUntil(() => _bed.First.ActiveRequests > 0, TimeSpan.FromSeconds(30)));

        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Empty(_bed.Second.Requests);
        Assert.Equal(("first", 1, 1), Assert.Single(await _bed.LedgerAsync()) is var line ? (line.Model, line.Tries, line.Uncertain) : default);
        Assert.True(SpinWait.SpinUntil(() => _bed.First.ActiveRequests == 0, TimeSpan.FromSeconds(30)), "The call goes on at the provider.");
        Assert.Equal(0, _bed.Services.GetRequiredService<RouterReport>().Deployments()[0].InFlight);
    }

    [Theory]
    [InlineData(200_000, true)]
    [InlineData(100_000, false)]
    public async Task ATooLongPromptGoesToALargerWindowOnly(int window, bool answers)
    {
        _bed.Models = [TwoProviders.Model("first", "openai"), TwoProviders.Model("second", "anthropic", window)];
        await FailAsync(ModelErrorKind.ContextWindow);

        var result = await _bed.ExecuteAsync();

        Assert.Equal((answers, answers ? 1 : 0), (result.IsSuccess, _bed.Second.Requests.Count));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WhatOnePolicyForbidsGoesToAnotherWhereTheSkillAllows(bool byStatus)
    {
        _bed.First.Respond(_ => byStatus ? LoopbackReply.Fails(ModelErrorKind.ContentPolicy) : new() { StopReason = StopReason.ContentFilter });

        var result = await _bed.ExecuteAsync(_bed.Skill(new() { FallbackOnContentPolicy = true }));

        Assert.True(result.IsSuccess, result.ErrorMessage);
        Assert.Equal(("second", ModelErrorKind.ContentPolicy), (result.ModelId, result.Attempts[0].Error));
    }

    [Fact]
    public async Task ASlowProviderIsHedgedAndTheLosersCallIsBrokenOffAndAccountedFor()
    {
        _bed.Configure = static o => o.Routing.Retry.HedgeAfter = TimeSpan.FromSeconds(2);
        _bed.First.Respond(static _ => LoopbackReply.Hangs());

        var result = await _bed.RunAsync(
            _bed.Engine.ExecuteAsync(_bed.Skill(), cancellationToken: Cancel),
            hangs: () => _bed.First.ActiveRequests > 0 && _bed.Time.GetElapsedTime(0) < TimeSpan.FromTicks(_start) + TimeSpan.FromSeconds(2));

        Assert.Equal("second", result.ModelId);
        Assert.Equal([("first", "first", ModelErrorKind.Canceled), ("second", "hedge", (ModelErrorKind?)null)], result.Attempts.Select(static a => (a.ModelId, a.Reason, a.Error)));
        Assert.Equal(2, (result.Attempts[1].StartedAt - result.Attempts[0].StartedAt).TotalSeconds, 0.01);
        Assert.Equal(CostKind.AtLeast, result.Cost.Kind);
        Assert.Equal([("first", 1L, 1L), ("second", 1L, 0L)], (await _bed.LedgerAsync()).Select(static l => (l.Model, l.Tries, l.Uncertain)).Order());
        Assert.True(SpinWait.SpinUntil(() => _bed.First.ActiveRequests == 0, TimeSpan.FromSeconds(30)), "The loser's call goes on at the provider.");
    }

    [Fact]
    public async Task WhatTheHeadersSayKeepsTheCallsUnderTheLimit()
    {
        await using var first = await LoopbackProviderServer.StartAsync(_bed.Time, Cancel);
        first.Limit(3, TimeSpan.FromSeconds(6));
        _bed.FirstUrl = first.OpenAIUrl;
        _bed.Models = [TwoProviders.Model("first", "openai")];
        var began = _bed.Time.GetUtcNow();
        for (var i = 0; i < 12; i++)
        {
            Assert.True((await _bed.ExecuteAsync()).IsSuccess);
        }

        // Without the headers, every fourth call would have been refused first.
        Assert.Equal(12, first.Requests.Count);
        Assert.InRange((_bed.Time.GetUtcNow() - began).TotalSeconds, 18, 24);
    }

    [Fact]
    public async Task WhenBothFailTheSentenceNamesBoth()
    {
        _bed.First.Respond(static _ => LoopbackReply.Fails(ModelErrorKind.Quota));
        _bed.Second.Respond(static _ => LoopbackReply.Fails(ModelErrorKind.Auth));

        var result = await _bed.ExecuteAsync();

        output.WriteLine(result.ErrorMessage!);
        Assert.StartsWith("No model answered: first (openai), one try, Quota: ", result.ErrorMessage, StringComparison.Ordinal);
        Assert.Contains("; second (anthropic), one try, Auth: ", result.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheLedgerEqualsWhatTheProvidersBilled()
    {
        _bed.Models = [TwoProviders.Model("first", "openai")];
        _bed.First.Enqueue(new LoopbackReply { Error = ModelErrorKind.ServerError }, LoopbackReply.Of("one"), LoopbackReply.Of("two"));

        await _bed.ExecuteAsync();
        await _bed.ExecuteAsync();

        var line = Assert.Single(await _bed.LedgerAsync());
        Assert.Equal((3, 24, 14, 2 * ((12 * 1m) + (7 * 2m)) / 1_000_000m), (line.Tries, line.InputTokens, line.OutputTokens, line.Usd));
    }

    private async Task FailAsync(ModelErrorKind kind)
    {
        if (kind is ModelErrorKind.Network)
        {
            await _bed.First.DisposeAsync();
        }
        else
        {
            _bed.First.Respond(_ => Fault(kind));
        }
    }

    /// <summary>A listener whose line is full: connecting to it hangs, as behind a firewall.</summary>
    private sealed class DeafListener : IDisposable
    {
        private readonly Socket _listener = NewSocket();
        private readonly List<Socket> _fillers = [];

        public DeafListener()
        {
            _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            _listener.Listen(0);
            for (var i = 0; i < 8; i++)
            {
                var filler = NewSocket();
                filler.Blocking = false;
                _fillers.Add(filler);
                try
                {
                    filler.Connect(IPAddress.Loopback, Port);
                }
                catch (SocketException)
                {
                    // In progress: that is how the line fills.
                }
            }
        }

        public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

        public void Dispose()
        {
            _fillers.ForEach(static f => f.Dispose());
            _listener.Dispose();
        }

        private static Socket NewSocket() => new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    }
}
