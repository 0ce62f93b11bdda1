using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
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

    [Fact]
    public void ModelsOfOneNameShareADeployment()
    {
        var deployments = new Deployments(Options.Create(new SkillsEngineOptions()), TimeProvider.System);
        var model = Some.Model("a");

        Assert.Same(deployments.Of(model), deployments.Of(model with { ContextWindow = 1 }));
        Assert.NotSame(deployments.Of(model), deployments.Of(model with { Id = "b" }));
        Assert.NotSame(deployments.Of(model), deployments.Of(model with { Provider = "b" }));
    }

    [Theory]
    [InlineData(null, 1, 0.95)]
    [InlineData(ModelErrorKind.ServerError, 0.95, 0.9025)]
    public void ATryEndsOnceWithItsVerdict(ModelErrorKind? error, double success, double afterAFailure)
    {
        var deployments = new Deployments(Options.Create(new SkillsEngineOptions()), new FakeTimeProvider());
        var model = Some.Model("a");
        var deployment = deployments.Of(model);
        var ticket = deployments.TryEnter(model, default)!;
        Assert.Equal(1, deployment.InFlight);

        ticket.End(new() { Model = model, Category = "", Error = error }, null);
        ticket.End(new() { Model = model, Category = "", Error = error }, null);
        ticket.Abandon();

        Assert.Equal((0, success), (deployment.InFlight, deployment.SuccessAt(deployments.Now)));
        deployment.RecordForeign(new() { Model = model, Category = "", Error = ModelErrorKind.ServerError }, deployments.Now);
        Assert.Equal(afterAFailure, deployment.SuccessAt(deployments.Now), 12);
    }

    private static Deployment Failed(ModelErrorKind error, TimeSpan retryAfter, BreakerOptions options)
    {
        var deployment = new Deployment(options, new());
        deployment.RecordForeign(new() { Model = Some.Model("a"), Category = "", Error = error, RetryAfter = retryAfter }, now: 0);
        return deployment;
    }
}
