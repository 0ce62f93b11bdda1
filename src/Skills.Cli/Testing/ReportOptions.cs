using System.CommandLine;
using Skills.Cli.Shell;
using Skills.Engine.Evaluation;

namespace Skills.Cli.Testing;

/// <summary>The files into which a report is written.</summary>
internal sealed class ReportOptions
{
    private readonly Option<string?> _junit = new("--junit") { Description = "Writes JUnit XML, one suite for each skill.", HelpName = "file" };
    private readonly Option<string?> _markdown = new("--md") { Description = "Appends Markdown, such as to $GITHUB_STEP_SUMMARY.", HelpName = "file" };
    private readonly Option<string?> _html = new("--html") { Description = "Writes one HTML page without requests to elsewhere.", HelpName = "file" };
    private readonly Option<string?> _json = new("--json") { Description = "Writes the report as JSON.", HelpName = "file" };
    private readonly Option<bool> _github = new("--github") { Description = "Prints failed cases as annotations of a GitHub workflow." };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_junit);
        command.Add(_markdown);
        command.Add(_html);
        command.Add(_json);
        command.Add(_github);
    }

    /// <summary>Returns whether annotations are wanted.</summary>
    public bool WantsGithub(CommandCall call) => call.Get(_github);

    /// <summary>Writes the files that were asked for. It is not canceled: a canceled run leaves its report.</summary>
    public async Task WriteAsync(CommandCall call, SkillTestReport report, SkillComparison? comparison = null)
    {
        SkillComparison[] comparisons = comparison is null ? [] : [comparison];
        await WriteAsync(call, call.Get(_junit), () => SkillTestReports.ToJUnit(report)).ConfigureAwait(false);
        await WriteAsync(call, call.Get(_html), () => SkillTestReports.ToHtml(report, comparisons)).ConfigureAwait(false);
        await WriteAsync(call, call.Get(_json), () => SkillTestReports.ToJson(report)).ConfigureAwait(false);
        if (call.Get(_markdown) is { } file)
        {
            // The summary of a GitHub job is one file for all its steps.
            await File.AppendAllTextAsync(Prepared(call, file), SkillTestReports.ToMarkdown(report, comparisons)).ConfigureAwait(false);
        }
    }

    private static async Task WriteAsync(CommandCall call, string? file, Func<string> text)
    {
        if (file is not null)
        {
            await File.WriteAllTextAsync(Prepared(call, file), text()).ConfigureAwait(false);
        }
    }

    private static string Prepared(CommandCall call, string file)
    {
        var path = call.Host.FullPath(file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return path;
    }
}
