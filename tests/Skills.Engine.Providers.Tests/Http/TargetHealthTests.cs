using Skills.Engine.Providers.Http;

namespace Skills.Engine.Providers.Tests.Http;

/// <summary>When a deployment may be asked again. Times are in ticks from the start.</summary>
public sealed class TargetHealthTests
{
    private static readonly long Second = TimeSpan.TicksPerSecond;
    private static readonly BreakerOptions Options = new() { ConsecutiveFailures = 3, OpenFor = TimeSpan.FromSeconds(2), MaxCooldown = TimeSpan.FromMinutes(1) };

    private readonly TargetHealth _health = new();

    [Fact]
    public void TheCircuitOpensAtTheLastAllowedFailureInARow()
    {
        Fail(ModelErrorKind.ServerError);
        Fail(ModelErrorKind.Timeout);
        Assert.Equal(0, _health.ReadyAt);

        Fail(ModelErrorKind.Network);

        Assert.Equal(2 * Second, _health.ReadyAt);
    }

    [Fact]
    public void ASuccessBeginsTheCountAgain()
    {
        Fail(ModelErrorKind.ServerError);
        Fail(ModelErrorKind.ServerError);
        _health.Succeeded(null, 0);
        Fail(ModelErrorKind.ServerError);
        Fail(ModelErrorKind.ServerError);

        Assert.Equal(0, _health.ReadyAt);
    }

    [Theory]
    [InlineData(59, 59)]
    [InlineData(60, 60)]
    [InlineData(61, 60)]
    public void AWaitIsNoLongerThanAllowed(int asked, int expected)
    {
        Fail(ModelErrorKind.RateLimit, asked);

        Assert.Equal(expected * Second, _health.ReadyAt);
    }

    /// <summary>Answers of calls at the same time come in any order.</summary>
    [Fact]
    public void OfTwoWaitsTheLongerOneHolds()
    {
        Fail(ModelErrorKind.RateLimit, 30);
        Fail(ModelErrorKind.RateLimit, 10);
        _health.Succeeded(TimeSpan.FromSeconds(5), 0);

        Assert.Equal(30 * Second, _health.ReadyAt);

        _health.Succeeded(TimeSpan.FromSeconds(40), 0);

        Assert.Equal(40 * Second, _health.ReadyAt);
    }

    [Theory]
    [InlineData(ModelErrorKind.RateLimit, 5)]
    [InlineData(ModelErrorKind.Overloaded, 1)]
    [InlineData(ModelErrorKind.Quota, 60)]
    [InlineData(ModelErrorKind.Auth, 60)]
    [InlineData(ModelErrorKind.Permission, 60)]
    [InlineData(ModelErrorKind.NotFound, 60)]
    [InlineData(ModelErrorKind.InvalidRequest, 0)]
    [InlineData(ModelErrorKind.ContentPolicy, 0)]
    [InlineData(ModelErrorKind.Canceled, 0)]
    public void EachClassHasItsOwnCooldown(ModelErrorKind kind, int seconds)
    {
        Fail(kind);

        Assert.Equal(seconds * Second, _health.ReadyAt);
    }

    private void Fail(ModelErrorKind kind, int? asked = null) =>
        _health.Failed(new(kind, "It failed.") { RetryAfter = asked is { } seconds ? TimeSpan.FromSeconds(seconds) : null }, Options, 0);
}
