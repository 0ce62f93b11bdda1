using Microsoft.Extensions.Logging.Abstractions;
using Skills.Engine.AspNetCore.Runs;

namespace Skills.Engine.AspNetCore.Tests;

/// <summary>Runs as the store keeps them.</summary>
public sealed class RunStoreTests
{
    [Theory]
    [InlineData(48)]
    [InlineData(-48)]
    public async Task AWallClockThatIsSetChangesNoLifetimeOfARun(int hours)
    {
        var time = new TestClock();
        var options = new SkillsEndpointOptions();
        var store = new RunStore(options, time, NullLogger.Instance, TestContext.Current.CancellationToken);
        var caller = new SkillExecutionContext { UserId = "u" };
        var run = store.Start(new() { Id = "s", Name = "S" }, caller, 0, static _ => Task.FromResult<SkillResult>(SkillResult.Succeeded("right")))!;
        await run.Finished;
        time.Jump(TimeSpan.FromHours(hours));

        Assert.NotNull(store.Find(run.Id, caller));
        time.Advance(options.RunLifetime);
        Assert.Null(store.Find(run.Id, caller));
    }
}
