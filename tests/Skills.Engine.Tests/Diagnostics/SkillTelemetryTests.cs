using System.Text.Json;
using Skills.Engine.Diagnostics;

namespace Skills.Engine.Tests.Diagnostics;

[Collection(TelemetryCollection.Name)]
public sealed class SkillTelemetryTests
{
    [Fact]
    public void WithoutListenersAnExecutionAllocatesNothing()
    {
        using var telemetry = new SkillTelemetry();
        var skill = Some.Skill();
        var result = Some.Result();
        var request = Request(skill);
        Run(telemetry, skill, result, request);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            Run(telemetry, skill, result, request);
        }

        // Room for what a busy process may do on this thread; one allocation each would be 24,000 or more.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2000);
    }

    private static ModelRequest Request(Skill skill) => new()
    {
        Model = new() { Id = "m-1", Provider = "local" },
        Messages = [new(MessageRole.User, "Hi.")],
        Skill = skill,
    };

    private static void Run(SkillTelemetry telemetry, Skill skill, SkillResult result, ModelRequest request)
    {
        var span = telemetry.ExecutionStarted(skill, result.ExecutionId, result.Context);
        telemetry.InputsAccepted(span, skill, default(JsonElement));
        for (var step = SkillStep.ValidateInput; step <= SkillStep.StoreResult; step++)
        {
            telemetry.StepLeft(telemetry.StepEntered(step), step, 1);
        }

        telemetry.CacheLookedUp(span, skill, CacheOutcome.Miss);
        var attempt = telemetry.AttemptStarted(request, 1, "first", streaming: false);
        telemetry.AttemptEnded(attempt, request, result.Attempts[0], null, null);
        telemetry.ExecutionEnded(span, skill, result);
    }
}
