using System.Diagnostics;
using Skills.Engine;

namespace Skills.Docs.Tests;

/// <summary>Blocks that are files are read by what reads such files: skill files and prompts of other tools by the engine, Python by Python.</summary>
public sealed class FileBlockTests
{
    private static readonly string[] Endings = [".skill.yaml", ".skill.md", ".prompt", ".prompty", "triage.yaml"];

    public static TheoryData<string> Pages => [.. Repository.Pages.Where(static p => SkillFiles(p).Any())];

    public static TheoryData<string> PythonPages => [.. Repository.Pages.Where(static p => Python(p).Any())];

    [Theory]
    [MemberData(nameof(Pages))]
    public void EverySkillFileIsRead(string page)
    {
        foreach (var (name, block) in SkillFiles(page))
        {
            var result = new SkillFileReader().ReadText(name, block.Text);

            Assert.True(result.IsValid, $"{page}:{block.Line}\n{string.Join('\n', result.Diagnostics)}");
        }
    }

    [Fact]
    public void TheMigrationPagesHaveFilesOfTheOtherTools() =>
        Assert.Equal(
            ["triage.prompt", "triage.prompty", "triage.yaml"],
            Repository.Pages.Where(static p => p.StartsWith("docs/migrate/", StringComparison.Ordinal)).SelectMany(SkillFiles).Select(static f => f.Name).Where(static n => !n.EndsWith(".skill.yaml", StringComparison.Ordinal)).Order(StringComparer.Ordinal));

    [Fact]
    public void AFileThatIsWrongIsFound() => Assert.False(new SkillFileReader().ReadText("x.skill.yaml", "skill: 1\nname: x\npromt: Hello\n").IsValid);

    [Theory]
    [MemberData(nameof(PythonPages))]
    public async Task EveryPythonBlockCompiles(string page)
    {
        SkipWithoutPython();
        foreach (var block in Python(page))
        {
            Assert.Equal("", await ErrorsOfPythonAsync(block.Text));
        }
    }

    [Fact]
    public async Task PythonThatIsWrongIsFound()
    {
        SkipWithoutPython();

        Assert.Contains("SyntaxError", await ErrorsOfPythonAsync("prompt = (\n"), StringComparison.Ordinal);
    }

    private static void SkipWithoutPython() => Assert.SkipUnless(OperatingSystem.IsLinux(), "Python 3 is expected on Linux only.");

    // A name behind the language is the file's. Without one, a block that begins as a skill file is one.
    private static IEnumerable<(string Name, Block Block)> SkillFiles(string page) => Block.Of(page)
        .Select(static b => (Name: b.Info.Split(' ') is [_, var name] && Endings.Any(e => name.EndsWith(e, StringComparison.Ordinal)) ? name : b.Info == "yaml" && b.Text.StartsWith("skill: 1\n", StringComparison.Ordinal) ? "block.skill.yaml" : "", Block: b))
        .Where(static b => b.Name.Length > 0);

    private static IEnumerable<Block> Python(string page) => Block.Of(page).Where(static b => b.Info == "python");

    private static async Task<string> ErrorsOfPythonAsync(string code)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(TimeSpan.FromMinutes(1));
        using var python = Process.Start(new ProcessStartInfo("python3", ["-c", "import sys; compile(sys.stdin.read(), 'block', 'exec')"]) { RedirectStandardInput = true, RedirectStandardError = true })!;
        await python.StandardInput.WriteAsync(code.AsMemory(), deadline.Token);
        python.StandardInput.Close();
        var errors = await python.StandardError.ReadToEndAsync(deadline.Token);
        await python.WaitForExitAsync(deadline.Token);
        return errors;
    }
}
