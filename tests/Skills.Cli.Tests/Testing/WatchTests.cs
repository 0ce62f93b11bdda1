using Skills.Cli.App;
using Skills.Cli.Shell;
using Skills.Cli.Tests.Support;

namespace Skills.Cli.Tests.Testing;

public sealed class WatchTests
{
    [Fact]
    public async Task ASavedFileRunsItsOwnCasesAgainUntilCtrlC()
    {
        using var place = new Workplace();
        place.Write("skills/greeting.skill.yaml", SampleText.Greeting);
        place.Write("skills/other.skill.yaml", SampleText.Greeting.Replace("name: greeting", "name: other", StringComparison.Ordinal));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        using var output = new StringWriter();
        var writer = TextWriter.Synchronized(output);
        var host = new CliHost { Folder = place.Folder, In = TextReader.Null, Out = writer, Error = writer, Variables = place.Variables };

        var run = SkillsProgram.RunAsync(["test", "--watch"], host, stop.Token);
        await Eventually.HoldsAsync(() => Count("Waiting for changes") == 1, "The command did not wait for changes.");
        place.Write("skills/greeting.skill.yaml", SampleText.Greeting.Replace("contains: Ada", "equals: Good day", StringComparison.Ordinal));
        await Eventually.HoldsAsync(() => Count("Waiting for changes") >= 2, "The change was not seen.");
        await stop.CancelAsync();

        Assert.Equal(1, await Eventually.EndsAsync(run));
        Assert.Equal(1, Count("other 1.0.0"));
        Assert.Equal(2, Count("greeting 1.0.0"));
        Assert.Equal(1, Count("✗ Ada is greeted"));

        int Count(string text)
        {
            lock (writer)
            {
                return output.ToString().Split(text).Length - 1;
            }
        }
    }
}
