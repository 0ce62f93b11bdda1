using System.CommandLine;
using System.Text.Json;
using Skills.Cli.Hosting;
using Skills.Cli.Shell;
using Skills.Engine;

namespace Skills.Cli.Catalog;

/// <summary><c>skills list</c>: the skills that can be run, and how many files were refused.</summary>
internal sealed class ListCommand : CliCommand
{
    private static readonly string[] Headers = ["NAME", "VERSION", "CATEGORY", "STATUS", "TESTS", "DESCRIPTION"];

    private readonly Argument<string?> _filter = new("filter")
    {
        Description = "Part of a name, category or tag.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public ListCommand(CliHost host, CommonOptions common) : base(
        "list",
        "Lists the skills of a folder.",
        host,
        common,
        "skills list",
        "skills list review --dir samples/skills",
        "skills list -o json")
    {
        Add(_filter);
    }

    protected override async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var engine = EngineRegistration.Build(EngineSettings.Of(call));
        await using var closing = engine.ConfigureAwait(false);
        var filter = call.Get(_filter);
        var skills = engine.Catalog.Definitions.Where(d => filter is null || Fits(d.Skill, filter)).ToList();
        Write(call, skills);

        var refused = engine.Catalog.Diagnostics.Where(static d => d.Severity == DiagnosticSeverity.Error).Select(static d => d.File).Distinct().ToList();
        call.Terminal.Note($"{engine.Catalog.Definitions.Count} skill(s) read, {refused.Count} file(s) refused{(refused.Count > 0 ? ". 'skills validate' says why." : ".")}");
        foreach (var file in refused)
        {
            call.Terminal.Warning($"{call.Host.ShortPath(file)} is refused and not listed.");
        }

        return refused.Count > 0 ? ExitCode.Unreadable : skills.Count > 0 ? ExitCode.Done : ExitCode.NothingMatched;
    }

    private static bool Fits(Skill skill, string filter) => skill.Tags.Prepend(skill.Category).Prepend(skill.Slug)
        .Any(text => text.Contains(filter, StringComparison.OrdinalIgnoreCase));

    private static void Write(CommandCall call, List<SkillDefinition> skills)
    {
        switch (call.Output)
        {
            case OutputKind.Json:
                call.Terminal.Json(writer =>
                {
                    writer.WriteStartArray();
                    skills.ForEach(s => WriteSkill(writer, s, call.Host));
                    writer.WriteEndArray();
                });
                break;
            case OutputKind.Jsonl:
                skills.ForEach(s => call.Terminal.JsonLine(writer => WriteSkill(writer, s, call.Host)));
                break;
            default:
                if (skills.Count > 0)
                {
                    call.Terminal.Table(Headers, [.. skills.Select(RowOf)]);
                }

                break;
        }
    }

    private static IReadOnlyList<string> RowOf(SkillDefinition definition) =>
    [
        definition.Skill.Slug,
        definition.Skill.Version,
        definition.Skill.Category,
        definition.Skill.Status.ToString().ToLowerInvariant(),
        definition.Tests.Count.ToString(System.Globalization.CultureInfo.InvariantCulture),
        PlainText.Line(definition.Skill.Description, 60),
    ];

    private static void WriteSkill(Utf8JsonWriter writer, SkillDefinition definition, CliHost host)
    {
        writer.WriteStartObject();
        writer.WriteString("name", definition.Skill.Slug);
        writer.WriteString("version", definition.Skill.Version);
        writer.WriteString("category", definition.Skill.Category);
        writer.WriteString("status", definition.Skill.Status.ToString().ToLowerInvariant());
        writer.WriteNumber("tests", definition.Tests.Count);
        writer.WriteString("description", definition.Skill.Description);
        if (definition.Path is { } path)
        {
            writer.WriteString("path", host.ShortPath(path));
        }

        writer.WriteStartArray("tags");
        foreach (var tag in definition.Skill.Tags)
        {
            writer.WriteStringValue(tag);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
