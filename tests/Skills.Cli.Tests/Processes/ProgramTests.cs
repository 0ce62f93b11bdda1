using Skills.Cli.Tests.Support;
using Skills.Engine.Testing;

namespace Skills.Cli.Tests.Processes;

public sealed class ProgramTests
{
    [Fact]
    public async Task TheProgramPrintsOnlyTheResultToAPipe()
    {
        using var place = new Workplace();
        place.Write("skills/greeting.skill.yaml", SampleText.Greeting);
        using var program = SkillsProcess.Start(place.Folder, place.Variables, "run", "greeting", "-i", "name=Ada", "--dry");

        var result = (await program.EndAsync()).Exits(0);

        Assert.Equal("Hello, Ada!", result.Json.GetProperty("greeting").GetString());
        Assert.DoesNotContain('\e', result.Out + result.Error);
    }

    [Fact]
    public async Task CtrlCEndsARunningCommandWith130()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no kill -INT.");
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        server.Respond(_ =>
        {
            asked.TrySetResult();
            return LoopbackReply.Hangs();
        });
        using var place = new Workplace();
        place.Write("skills/greeting.skill.yaml", SampleText.Greeting);
        place.Variables["SKILLS_LOCAL_ENDPOINT"] = server.LocalUrl;
        using var program = SkillsProcess.Start(place.Folder, place.Variables, "run", "greeting", "-i", "name=Ada");

        await Eventually.EndsAsync(asked.Task);
        await program.InterruptAsync();
        var result = (await program.EndAsync()).Exits(130);

        Assert.Empty(result.Out);
        Assert.Contains("Canceled.", result.Error, StringComparison.Ordinal);
    }
}
