using System.CommandLine;
using Skills.Cli.App;
using Skills.Cli.Shell;
using Skills.Cli.Tests.Support;

namespace Skills.Cli.Tests.Help;

/// <summary>The help of every command.</summary>
public sealed class HelpTests
{
    public static TheoryData<string> Commands => [.. Below(Root(), "").Select(static c => c.Path)];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task TheHelpOfEveryCommandShowsAnExampleThatTheParserAccepts(string path)
    {
        using var place = new Workplace();

        var result = (await place.RunAsync([.. path.Split(' '), "--help"])).Exits(0);
        var examples = result.Out.Split("Examples:")[^1].Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

        Assert.Contains("Examples:", result.Out, StringComparison.Ordinal);
        Assert.NotEmpty(examples);
        Assert.All(examples, example => AssertParses(example, path));
    }

    // The shell's part of an example, such as a redirection or a pipe, is not the parser's.
    private static void AssertParses(string example, string path)
    {
        var start = example.IndexOf("skills ", StringComparison.Ordinal);
        Assert.True(start >= 0, example);
        var typed = example[(start + "skills ".Length)..].Split(" > ")[0].Split(" | ")[0].TrimEnd(')');
        var parsed = Root().Parse(typed, new ParserConfiguration { ResponseFileTokenReplacer = null });
        Assert.Empty(parsed.Errors.Select(e => $"{example}: {e.Message}"));
        Assert.StartsWith(path, NameOf(parsed.CommandResult), StringComparison.Ordinal);
    }

    private static string NameOf(System.CommandLine.Parsing.CommandResult result) =>
        result.Parent is System.CommandLine.Parsing.CommandResult { Command: not RootCommand } parent ? $"{NameOf(parent)} {result.Command.Name}" : result.Command.Name;

    private static IEnumerable<(string Path, Command Command)> Below(Command command, string path) => command.Subcommands.SelectMany(sub =>
    {
        var name = $"{path} {sub.Name}".TrimStart();
        return Below(sub, name).Prepend((name, sub));
    });

    private static RootCommand Root() => SkillsRoot.Create(new CliHost
    {
        Folder = Path.GetTempPath(),
        In = TextReader.Null,
        Out = TextWriter.Null,
        Error = TextWriter.Null,
        Variables = new Dictionary<string, string>(),
    });
}
