using System.CommandLine;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Skills.Cli.Shell;
using Skills.Engine;

namespace Skills.Cli.Creating;

/// <summary><c>skills new</c>: writes a skill with tests, and the schema for editors.</summary>
internal sealed partial class NewCommand : CliCommand
{
    private const int LongestName = 64;

    private readonly Argument<string> _name = new("name") { Description = "Name of the skill: lower-case letters, digits and single hyphens." };
    private readonly Option<Starter> _like = new("--like") { Description = "What the skill does: classify, extract, write or review.", HelpName = "classify|extract|write|review" };
    private readonly Option<bool> _force = new("--force") { Description = "Replaces files that exist." };

    public NewCommand(CliHost host, CommonOptions common) : base(
        "new",
        "Writes a skill with tests, and the schema for completion in editors.",
        host,
        common,
        "skills new ticket-triage --like classify",
        "skills new release-note --like write --dir prompts")
    {
        Add(_name);
        Add(_like);
        Add(_force);
    }

    protected override async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var name = call.Get(_name)!;
        if (name.Length > LongestName || !NameForm().IsMatch(name))
        {
            throw new CliException(ExitCode.Usage, $"'{PlainText.Line(name, 80)}' is not a valid name. Use lower-case letters, digits and single hyphens, at most {LongestName} characters, such as ticket-triage.");
        }

        var folder = call.Dir ?? "skills";
        Directory.CreateDirectory(call.Host.FullPath(folder));
        var (skill, tests) = ($"{folder}/{name}.skill.yaml", $"{folder}/{name}.tests.yaml");
        RefuseExisting(call, skill, tests);
        var kind = call.Get(_like).ToString().ToLowerInvariant();
        await WriteAsync(call, skill, StarterText($"{kind}.skill.yaml", name), cancellationToken).ConfigureAwait(false);
        await WriteAsync(call, tests, StarterText($"{kind}.tests.yaml", name), cancellationToken).ConfigureAwait(false);

        var definition = new SkillFileReader().Read(call.Host.FullPath(skill)).EnsureValid();
        call.Terminal.Result($"  {skill,-42} the skill: {Count(definition.Skill.InputSchema)} inputs, {Count(definition.Skill.OutputSchema)} outputs, runs with --dry");
        call.Terminal.Result($"  {tests,-42} {definition.Tests.Count} test cases");
        await WriteEditorFilesAsync(call, folder, cancellationToken).ConfigureAwait(false);
        var input = definition.Tests[0].Input.EnumerateObject().First();
        call.Terminal.Note($"Try: skills run {name} --case \"{definition.Tests[0].Name}\" --dry\n     skills run {name} -i {input.Name}=\"{input.Value}\"");
        return ExitCode.Done;
    }

    private void RefuseExisting(CommandCall call, params string[] files)
    {
        if (!call.Get(_force) && Array.Find(files, f => File.Exists(call.Host.FullPath(f))) is { } existing)
        {
            throw new CliException(ExitCode.Usage, $"'{existing}' exists. Choose another name, or replace it with --force.");
        }
    }

    private static int Count(JsonElement? schema) => schema is { } declared ? JsonSchema.SchemaView.Of(declared).Properties.Count : 0;

    private static async Task WriteEditorFilesAsync(CommandCall call, string folder, CancellationToken cancellationToken)
    {
        var schema = $"{folder}/skill.schema.json";
        await WriteAsync(call, schema, SkillFileSchema.Read().GetRawText() + "\n", cancellationToken).ConfigureAwait(false);
        call.Terminal.Result($"  {schema,-42} completion in editors; the skill names it in its first line");

        // Settings that a person wrote are not rewritten: comments and order would be lost.
        var settings = ".vscode/settings.json";
        if (!File.Exists(call.Host.FullPath(settings)))
        {
            Directory.CreateDirectory(call.Host.FullPath(".vscode"));
            await WriteAsync(call, settings, $$"""
                {
                  "yaml.schemas": { "./{{folder}}/skill.schema.json": ["*.skill.yaml", "*.skill.yml"] }
                }

                """, cancellationToken).ConfigureAwait(false);
            call.Terminal.Result($"  {settings,-42} the same for files without that line");
        }
    }

    private static Task WriteAsync(CommandCall call, string path, string text, CancellationToken cancellationToken) =>
        File.WriteAllTextAsync(call.Host.FullPath(path), text, cancellationToken);

    private static string StarterText(string file, string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"Skills.Cli.starters.{file}")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Replace("__name__", name, StringComparison.Ordinal);
    }

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)*$")]
    private static partial Regex NameForm();
}
