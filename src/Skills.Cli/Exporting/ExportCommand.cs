using System.CommandLine;
using System.Text.Json;
using Skills.Cli.Catalog;
using Skills.Cli.Hosting;
using Skills.Cli.Serving;
using Skills.Cli.Shell;
using Skills.Engine;

namespace Skills.Cli.Exporting;

/// <summary><c>skills export</c>: JSON Schemas and the OpenAPI document.</summary>
internal sealed class ExportCommand : CliCommand
{
    private const int MostBytes = 64 * 1024 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Argument<string> _skill;
    private readonly Option<ExportTarget> _to = new("--to") { Description = "What to write: input, output, openapi (of all skills) or file (the schema of skill files).", HelpName = "input|output|openapi|file" };

    public ExportCommand(CliHost host, CommonOptions common) : base(
        "export",
        "Writes the JSON Schema of inputs or outputs, or the OpenAPI document of all skills.",
        host,
        common,
        "skills export ticket-triage --to input > input.schema.json",
        "skills export --to openapi > openapi.json",
        "skills export --to file > skill.schema.json")
    {
        _skill = SkillArgument.One(host, common);
        _skill.Arity = ArgumentArity.ZeroOrOne;
        Add(_skill);
        Add(_to);
    }

    protected override async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var target = call.Get(_to);
        if (target == ExportTarget.File)
        {
            Write(call, SkillFileSchema.Read());
            return ExitCode.Done;
        }

        if (target == ExportTarget.Openapi)
        {
            Write(call, await OpenApiAsync(call, cancellationToken).ConfigureAwait(false));
            return ExitCode.Done;
        }

        var name = call.Get(_skill) ?? throw new CliException(ExitCode.Usage, $"Name the skill whose {target.ToString().ToLowerInvariant()} schema is written.");
        var engine = EngineRegistration.Build(EngineSettings.Of(call) with { Dry = true });
        await using var closing = engine.ConfigureAwait(false);
        var skill = SkillLookup.Find(engine, call.Host, name).Skill;
        Write(call, (target == ExportTarget.Input ? skill.InputSchema : skill.OutputSchema)
            ?? throw new CliException(ExitCode.NothingMatched, $"'{skill.Slug}' has no schema of its {target.ToString().ToLowerInvariant()}."));
        return ExitCode.Done;
    }

    // The endpoints write the document, so the tool asks them: what is exported is what 'skills serve' and a host answer.
    private static async Task<JsonElement> OpenApiAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var app = SkillsServer.Build(EngineSettings.Of(call) with { Dry = true }, port: 0);
        await using var closing = app.ConfigureAwait(false);
        await app.StartAsync(cancellationToken).ConfigureAwait(false);
        using var client = new HttpClient { MaxResponseContentBufferSize = MostBytes, Timeout = Patience };
        var text = await client.GetStringAsync(new Uri($"{SkillsServer.AddressOf(app)}/skills/openapi.json"), cancellationToken).ConfigureAwait(false);
        await app.StopAsync(cancellationToken).ConfigureAwait(false);
        return JsonElement.Parse(text);
    }

    private static void Write(CommandCall call, JsonElement value) => call.Terminal.Json(value.WriteTo);
}
