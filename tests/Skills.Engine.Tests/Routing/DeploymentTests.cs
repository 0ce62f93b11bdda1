using Skills.Engine.Routing;

namespace Skills.Engine.Tests.Routing;

/// <summary>How long a deployment rests after a failure, and what a caller who meets it resting is told.</summary>
public sealed class DeploymentTests
{
    [Theory]
    [InlineData(ModelErrorKind.RateLimit, 60)]
    [InlineData(ModelErrorKind.RateLimit, 7200)]
    [InlineData(ModelErrorKind.Quota, 7200)]
    [InlineData(ModelErrorKind.Overloaded, 7200)]
    [InlineData(ModelErrorKind.ServerError, 7200)]
    public void NoProviderKeepsCallersAwayForLongerThanTheHostAllows(ModelErrorKind error, int seconds)
    {
        var most = TimeSpan.FromHours(1);
        var deployment = Failed(error, TimeSpan.FromSeconds(seconds), new() { MaxCooldown = most });

        Assert.Equal(Math.Min(seconds, most.TotalSeconds), TimeSpan.FromTicks(deployment.ReadyAt).TotalSeconds);
    }

    [Theory]
    [InlineData(ModelErrorKind.RateLimit, true)]
    [InlineData(ModelErrorKind.Quota, true)]
    [InlineData(ModelErrorKind.Overloaded, false)]
    [InlineData(ModelErrorKind.ServerError, false)]
    public void OnlyTheProvidersOwnLimitIsALimit(ModelErrorKind error, bool isLimited) =>
        Assert.Equal(isLimited, Failed(error, TimeSpan.FromSeconds(60), new()).IsLimited);

    private static Deployment Failed(ModelErrorKind error, TimeSpan retryAfter, BreakerOptions options)
    {
        var deployment = new Deployment(options, new());
        deployment.RecordForeign(new() { Model = Some.Model("a"), Category = "", Error = error, RetryAfter = retryAfter }, now: 0);
        return deployment;
    }
}
