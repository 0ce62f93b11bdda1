using Skills.Engine.Providers.Http;

namespace Skills.Engine.Providers.Tests.Http;

/// <summary>A token is fetched once for all that wait, kept for four fifths of its life, and handed over when a caller leaves.</summary>
public sealed class RenewedTokenTests : IDisposable
{
    private readonly TestClock _time = new();
    private readonly RenewedToken<string> _token;
    private TaskCompletionSource? _held;
    private int _fetched;

    public RenewedTokenTests() => _token = new(FetchAsync, _time);

    public void Dispose() => _token.Dispose();

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, 2)]
    public async Task ATokenIsKeptForFourFifthsOfItsLife(int ticks, int fetched)
    {
        await GetAsync();

        _time.Advance(TimeSpan.FromSeconds(80) + TimeSpan.FromTicks(ticks));
        await GetAsync();

        Assert.Equal(fetched, _fetched);
    }

    /// <summary>Whichever says first that its life is over counts: an administrator may set the wall clock, and timestamps stand still while a machine sleeps.</summary>
    [Theory]
    [InlineData(-3600, 80, 2)]
    [InlineData(-3600, 79, 1)]
    [InlineData(80, 0, 2)]
    [InlineData(79, 0, 1)]
    public async Task ATokenIsRenewedByTheWallClockOrByTheTimeThatPassed(int jump, int passed, int fetched)
    {
        await GetAsync();

        _time.Jump(TimeSpan.FromSeconds(jump));
        _time.Advance(TimeSpan.FromSeconds(passed));
        await GetAsync();

        Assert.Equal(fetched, _fetched);
    }

    [Fact]
    public async Task CallersThatWaitShareOneFetch()
    {
        _held = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var calls = Enumerable.Range(0, 5).Select(_ => GetAsync()).ToList();

        _held.SetResult();

        Assert.All(await Eventually.EndsAsync(Task.WhenAll(calls)), static t => Assert.Equal("token-1", t));
        Assert.Equal(1, _fetched);
    }

    /// <summary>All were refused with the token that is kept, so one of them renews it for the others.</summary>
    [Fact]
    public async Task RefusedCallersThatWaitShareOneRenewal()
    {
        await GetAsync();
        _held = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var calls = Enumerable.Range(0, 5).Select(_ => GetAsync(refused: true)).ToList();

        _held.SetResult();

        Assert.All(await Eventually.EndsAsync(Task.WhenAll(calls)), static t => Assert.Equal("token-2", t));
        Assert.Equal(2, _fetched);
    }

    [Fact]
    public async Task ACallerThatLeavesHandsTheRightToFetchOn()
    {
        _held = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using var leaves = new CancellationTokenSource();
        var first = GetAsync();
        var second = GetUntilAsync(refused: false, leaves.Token);
        var third = GetAsync();
        await leaves.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Eventually.EndsAsync(second));

        _held.SetException(new InvalidOperationException("The service is down."));
        await Assert.ThrowsAsync<InvalidOperationException>(() => Eventually.EndsAsync(first));
        await Assert.ThrowsAsync<InvalidOperationException>(() => Eventually.EndsAsync(third));
        _held = null;

        Assert.Equal("token-3", await Eventually.EndsAsync(GetAsync()));
    }

    private Task<string> GetAsync(bool refused = false) => GetUntilAsync(refused, CancellationToken.None);

    private async Task<string> GetUntilAsync(bool refused, CancellationToken leaves)
    {
        using var clock = new AttemptClock(_time, new(), stream: false, leaves);
        var faults = new CallFaults("p", Some.Model("m", "p"), clock, key: null, leaves);
        using var message = new HttpRequestMessage();
        return await _token.GetAsync(new(message, default, null, refused, faults, clock));
    }

    private async Task<FetchedToken<string>> FetchAsync(CallFaults faults, AttemptClock clock)
    {
        var number = Interlocked.Increment(ref _fetched);
        if (_held is { } held)
        {
            await held.Task;
        }

        return new($"token-{number}", TimeSpan.FromSeconds(100));
    }
}
