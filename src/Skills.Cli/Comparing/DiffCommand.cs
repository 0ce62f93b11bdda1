using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Skills.Cli.Catalog;
using Skills.Cli.Hosting;
using Skills.Cli.Shell;
using Skills.Engine;

namespace Skills.Cli.Comparing;

/// <summary><c>skills diff</c>: what changed in the prompt and the schemas of a skill, and what that means for its version.</summary>
internal sealed class DiffCommand : CliCommand
{
    private readonly Argument<string> _skill;
    private readonly Option<string> _against = new("--against") { Description = "What to compare with: a Git revision, a version or label, or a skill file. Default: HEAD.", HelpName = "revision|version|file", DefaultValueFactory = static _ => "HEAD" };
    private readonly Option<bool> _check = new("--check") { Description = "Fails when anything differs." };

    public DiffCommand(CliHost host, CommonOptions common) : base(
        "diff",
        "Shows what changed in the prompt and the schemas of a skill.",
        host,
        common,
        "skills diff ticket-triage",
        "skills diff ticket-triage --against origin/main",
        "skills diff ticket-triage --against 1.1.0 -o json")
    {
        _skill = SkillArgument.One(host, common);
        Add(_skill);
        Add(_against);
        Add(_check);
    }

    protected override async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var settings = EngineSettings.Of(call) with { Dry = true };
        var engine = EngineRegistration.Build(settings);
        await using var closing = engine.ConfigureAwait(false);
        var after = SkillLookup.Find(engine, call.Host, call.Get(_skill)!).Skill;
        var against = call.Get(_against)!;
        var other = await OtherVersion.FindAsync(call, engine, settings, against, [after.Slug], cancellationToken).ConfigureAwait(false);
        await using var closingOther = other.ConfigureAwait(false);
        var before = other.Find(after.Slug) ?? throw new CliException(ExitCode.NothingMatched, $"'{against}' has no skill '{after.Slug}'.");

        var isSame = engine.Engine.Render(before).SkillHash == engine.Engine.Render(after).SkillHash;
        var lines = LineDiff.Of(PromptText.Of(before), PromptText.Of(after));
        var schemas = (Inputs: SchemaChange.OfInputs(before.InputSchema, after.InputSchema), Outputs: SchemaChange.OfOutputs(before.OutputSchema, after.OutputSchema));
        var impact = (SchemaImpact)Math.Max((int)schemas.Inputs.Impact, (int)schemas.Outputs.Impact);
        if (call.Output == OutputKind.Text)
        {
            WriteText(call, lines, schemas.Inputs.Changes, schemas.Outputs.Changes);
            call.Terminal.Note(Summary(against, before, after, lines, impact, isSame));
        }
        else
        {
            call.Terminal.Json(writer => WriteJson(writer, before, after, lines, impact, isSame));
        }

        return call.Get(_check) && !isSame ? ExitCode.Failed : ExitCode.Done;
    }

    private static void WriteText(CommandCall call, IReadOnlyList<(char Mark, string Line)> lines, IReadOnlyList<string> inputs, IReadOnlyList<string> outputs)
    {
        var ink = call.Terminal.OutInk;
        foreach (var (mark, line) in lines.Any(static l => l.Mark != ' ') ? lines : [])
        {
            var text = $"{mark} {PlainText.Of(line)}";
            call.Terminal.Result(mark switch { '+' => ink.Green(text), '-' => ink.Red(text), _ => ink.Dim(text) });
        }

        foreach (var change in inputs)
        {
            call.Terminal.Result($"input schema: {change}");
        }

        foreach (var change in outputs)
        {
            call.Terminal.Result($"output schema: {change}");
        }
    }

    private static string Summary(string against, Skill before, Skill after, IReadOnlyList<(char Mark, string Line)> lines, SchemaImpact impact, bool isSame)
    {
        if (isSame)
        {
            return $"{after.Slug} {after.Version} is the same as in {against}.";
        }

        var counts = string.Create(CultureInfo.InvariantCulture, $"prompt +{lines.Count(static l => l.Mark == '+')} −{lines.Count(static l => l.Mark == '-')} lines");
        var part = impact switch { SchemaImpact.Breaking => "major", SchemaImpact.Additive => "minor", _ => "patch" };
        return $"{after.Slug} {before.Version} → {after.Version}: {counts} · schemas: {impact.ToString().ToLowerInvariant()} · raise the {part} version";
    }

    private static void WriteJson(Utf8JsonWriter writer, Skill before, Skill after, IReadOnlyList<(char Mark, string Line)> lines, SchemaImpact impact, bool isSame)
    {
        writer.WriteStartObject();
        writer.WriteString("skill", after.Slug);
        writer.WriteString("before", before.Version);
        writer.WriteString("after", after.Version);
        writer.WriteBoolean("same", isSame);
        writer.WriteNumber("promptLinesAdded", lines.Count(static l => l.Mark == '+'));
        writer.WriteNumber("promptLinesRemoved", lines.Count(static l => l.Mark == '-'));
        writer.WriteString("schemaImpact", impact.ToString().ToLowerInvariant());
        writer.WriteEndObject();
    }
}
