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

    [Fact]
    public async Task CtrlCOfATestRunLeavesTheReportOfWhatWasDone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no kill -INT.");
        using var place = new Workplace();
        place.Write("skills/greeting.skill.yaml", LiveSkill.With(cases: 3));
        await using var server = await Models.ServeAsync(place);
        server.Enqueue(Models.Greeting("Hello"), LoopbackReply.Hangs(), LoopbackReply.Hangs());
        using var program = SkillsProcess.Start(place.Folder, place.Variables, "test", "--live", "--parallel", "1", "--html", "partial.html", "--junit", "partial.xml");

        await Eventually.HoldsAsync(() => server.Requests.Count == 2, "The second case did not begin.");
        await program.InterruptAsync();
        var result = (await program.EndAsync()).Exits(130);

        Assert.Contains("1 passed", result.Error, StringComparison.Ordinal);
        Assert.Contains("2 not run", result.Error, StringComparison.Ordinal);
        Assert.Contains("person 1 is greeted", place.Read("partial.html"), StringComparison.Ordinal);
        Assert.Contains("person 1 is greeted", place.Read("partial.xml"), StringComparison.Ordinal);
    }
}
