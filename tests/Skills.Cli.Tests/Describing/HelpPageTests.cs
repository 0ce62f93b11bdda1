using System.CommandLine;
using System.Globalization;
using System.Text;
using Skills.Cli.App;
using Skills.Cli.Shell;
using Skills.Cli.Tests.Support;

namespace Skills.Cli.Tests.Describing;

/// <summary>The page of the commands is their help.</summary>
public sealed class HelpPageTests
{
    [Fact]
    public async Task ThePageHasTheHelpOfEveryCommand()
    {
        using var place = new Workplace();
        var host = new CliHost { Folder = place.Folder, In = TextReader.Null, Out = TextWriter.Null, Error = TextWriter.Null, Variables = place.Variables };
        var text = new StringBuilder();
        foreach (var path in Paths(SkillsRoot.Create(host), []))
        {
            var help = (await place.RunAsync([.. path, "--help"])).Exits(0).Out.ReplaceLineEndings("\n");
            text.Append(CultureInfo.InvariantCulture, $"## {string.Join(' ', path.Prepend("skills"))}\n\n```text\n{Trimmed(help)}\n```\n\n");
        }

        var wanted = text.ToString().TrimEnd();
        Assert.Equal(wanted, GeneratedPart.Text("docs/cli-reference.md", "help", wanted));
    }

    [Fact]
    public void TheTableOfExitCodesIsThatOfTheTool()
    {
        var codes = typeof(ExitCode).GetFields().Where(static f => f.IsLiteral).Select(static f => (int)f.GetRawConstantValue()!).Order();
        var page = GeneratedPart.Page("docs/cli.md");
        var table = page[page.IndexOf("| exit code | meaning |", StringComparison.Ordinal)..].Split("\n\n")[0];

        Assert.Equal(codes, table.Split('\n').Skip(2).Select(static row => int.Parse(row.Split('|')[1].Trim(), CultureInfo.InvariantCulture)));
    }

    // The help ends lines with spaces, and begins with the name of the program that runs the tests.
    private static string Trimmed(string help) => string.Join('\n', help.Split('\n').Select(static l => l.TrimEnd())).Trim()
        .Replace(RootCommand.ExecutableName + " ", "skills ", StringComparison.Ordinal);

    private static IEnumerable<string[]> Paths(Command command, string[] path) => [path, .. command.Subcommands.SelectMany(c => Paths(c, [.. path, c.Name]))];
}
