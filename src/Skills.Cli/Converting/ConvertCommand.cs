using System.CommandLine;
using Skills.Cli.Hosting;
using Skills.Cli.Shell;
using Skills.Engine;

namespace Skills.Cli.Converting;

/// <summary><c>skills convert</c>: writes prompts of other tools as skill files.</summary>
internal sealed class ConvertCommand : CliCommand
{
    private readonly Argument<string[]> _files = new("file") { Description = "Files of other tools: dotprompt, Prompty, Semantic Kernel, Agent Skills, Copilot, Claude, GitHub Models, promptfoo, LangChain.", Arity = ArgumentArity.OneOrMore };
    private readonly Option<string?> _out = new("--out") { Description = "Folder for the skill files. Without it, one file is written to the standard output.", HelpName = "folder" };
    private readonly Option<bool> _check = new("--check") { Description = "Writes nothing. Fails when something is lost, or when both forms render differently." };
    private readonly Option<bool> _force = new("--force") { Description = "Replaces skill files that exist." };

    public ConvertCommand(CliHost host, CommonOptions common) : base(
        "convert",
        "Converts prompts of other tools to skill files, and reports what is lost.",
        host,
        common,
        "skills convert prompts/hello.prompty",
        "skills convert prompts/*.prompt --out skills",
        "skills convert .github/prompts/*.prompt.md --check")
    {
        Add(_files);
        Add(_out);
        Add(_check);
        Add(_force);
    }

    protected override async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var files = call.Get(_files)!;
        if (files.FirstOrDefault(f => !File.Exists(call.Host.FullPath(f))) is { } missing)
        {
            throw new CliException(ExitCode.NothingMatched, $"'{missing}' does not exist.");
        }

        var (check, folder) = (call.Get(_check), call.Get(_out));
        if (!check && folder is null && files.Length > 1)
        {
            throw new CliException(ExitCode.Usage, "Name a folder with --out to convert several files.");
        }

        var engine = EngineRegistration.Build(EngineSettings.Of(call) with { Dry = true, Dir = call.Host.Folder });
        await using var closing = engine.ConfigureAwait(false);
        var exit = ExitCode.Done;
        foreach (var file in files)
        {
            var one = await ConvertAsync(call, engine, file, check, folder, cancellationToken).ConfigureAwait(false);
            exit = Math.Max(exit, one);
        }

        return exit;
    }

    private async Task<int> ConvertAsync(CommandCall call, CliEngine engine, string file, bool check, string? folder, CancellationToken cancellationToken)
    {
        var path = call.Host.FullPath(file);
        var conversion = engine.Reader.Convert(path);
        foreach (var finding in conversion.Diagnostics)
        {
            call.Terminal.Note(PlainText.Of((finding with { File = call.Host.ShortPath(finding.File) }).ToString()));
        }

        var broken = conversion.Diagnostics.Any(static d => d.Severity == DiagnosticSeverity.Error);
        if (conversion.Yaml is not { } yaml || (broken && check))
        {
            call.Terminal.Problem($"{file} cannot be converted.");
            return ExitCode.Unreadable;
        }

        if (check)
        {
            return Check(call, engine, file, path, yaml, conversion.Diagnostics.Any(static d => d.Severity == DiagnosticSeverity.Warning));
        }

        if (folder is null)
        {
            call.Terminal.Result(yaml.TrimEnd('\n'));
        }
        else
        {
            await WriteAsync(call, engine, folder, yaml, cancellationToken).ConfigureAwait(false);
        }

        return broken ? ExitCode.Unreadable : ExitCode.Done;
    }

    private static int Check(CommandCall call, CliEngine engine, string file, string path, string yaml, bool loses)
    {
        var (before, after) = (engine.Reader.Read(path).Definition, engine.Reader.ReadText("converted.skill.yaml", yaml).Definition);
        var isEqual = before is not null && after is not null && RenderComparison.AreEqual(engine.Engine, before, after);
        call.Terminal.Result($"{file}: {(isEqual ? "both forms render equally" : "the forms render differently")}{(loses ? ", something is lost" : "")}");
        return isEqual && !loses ? ExitCode.Done : ExitCode.Failed;
    }

    private async Task WriteAsync(CommandCall call, CliEngine engine, string folder, string yaml, CancellationToken cancellationToken)
    {
        var name = engine.Reader.ReadText("converted.skill.yaml", yaml).Definition?.Skill.Slug
            ?? throw new CliException(ExitCode.Unreadable, "The converted skill has errors. Run the command without --out to see its text.");
        var target = call.Host.FullPath(Path.Combine(folder, name + ".skill.yaml"));
        if (File.Exists(target) && !call.Get(_force))
        {
            throw new CliException(ExitCode.Usage, $"'{call.Host.ShortPath(target)}' exists. Replace it with --force.");
        }

        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        await File.WriteAllTextAsync(target, yaml, cancellationToken).ConfigureAwait(false);
        call.Terminal.Result(call.Host.ShortPath(target));
    }
}
