using System.CommandLine;
using Skills.Cli.App;
using Skills.Cli.Shell;
using Skills.Cli.Tests.Support;

namespace Skills.Cli.Tests.Completing;

public sealed class CompletionTests
{
    [Theory]
    [InlineData("bash", "complete -o default -F _skills skills")]
    [InlineData("zsh", "#compdef skills")]
    [InlineData("fish", "complete -f -c skills")]
    [InlineData("pwsh", "Register-ArgumentCompleter")]
    public async Task EachShellHasAScript(string shell, string line)
    {
        using var place = new Workplace();

        var result = (await place.RunAsync("completion", shell)).Exits(0);

        Assert.Contains(line, result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void SkillsOfTheFolderAreCompleted()
    {
        using var place = new Workplace();
        place.Write("skills/greeting.skill.yaml", SampleText.Greeting);
        place.Write("skills/deep/translate.skill.md", "");
        var host = new CliHost { Folder = place.Folder, In = TextReader.Null, Out = TextWriter.Null, Error = TextWriter.Null, Variables = place.Variables };

        var completions = SkillsRoot.Create(host).Parse("run ").GetCompletions().Select(static c => c.Label).ToList();

        Assert.Contains("greeting", completions);
        Assert.Contains("translate", completions);
    }

    [Fact]
    public async Task EveryCommandHasHelpWithAnExample()
    {
        using var place = new Workplace();
        var host = new CliHost { Folder = place.Folder, In = TextReader.Null, Out = TextWriter.Null, Error = TextWriter.Null, Variables = place.Variables };

        var commands = Runnable(SkillsRoot.Create(host), []).ToList();
        Assert.NotEmpty(commands);
        foreach (var path in commands)
        {
            var result = (await place.RunAsync([.. path, "--help"])).Exits(0);
            Assert.Contains($"Examples:{Environment.NewLine}  ", result.Out, StringComparison.Ordinal);
            Assert.Contains($"skills {string.Join(' ', path)}", result.Out[result.Out.IndexOf("Examples:", StringComparison.Ordinal)..], StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task AnUnknownCommandIsAUsageErrorAndNamesTheNearest()
    {
        using var place = new Workplace();

        var result = (await place.RunAsync("valdate")).Exits(2);

        Assert.Contains("Did you mean 'validate'?", result.Error, StringComparison.Ordinal);
        Assert.Empty(result.Out);
    }

    // A command can run on its own and have commands below it.
    private static IEnumerable<string[]> Runnable(Command command, string[] path) =>
        [.. command is CliCommand ? [path] : Array.Empty<string[]>(), .. command.Subcommands.SelectMany(c => Runnable(c, [.. path, c.Name]))];
}
