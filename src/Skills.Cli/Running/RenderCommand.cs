using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Skills.Cli.Catalog;
using Skills.Cli.Hosting;
using Skills.Cli.Inputs;
using Skills.Cli.Shell;
using Skills.Cli.Watching;
using Skills.Engine;

namespace Skills.Cli.Running;

/// <summary><c>skills render</c>: the messages a model would get, without asking one.</summary>
internal sealed class RenderCommand : CliCommand
{
    private readonly Argument<string> _skill;
    private readonly InputOptions _inputs = new();
    private readonly Option<string?> _variant = new("--variant") { Description = "Renders a variant of the skill.", HelpName = "name" };
    private readonly Option<bool> _watch = new("--watch") { Description = "Renders again whenever a file changes, until Ctrl-C." };

    public RenderCommand(CliHost host, CommonOptions common) : base(
        "render",
        "Shows the messages that a model would get. No model is asked.",
        host,
        common,
        "skills render ticket-triage -i text=\"I was charged twice\"",
        "skills render ticket-triage --case \"a double charge is billing\" --watch",
        "skills render ticket-triage -i @case.json -o json")
    {
        _skill = SkillArgument.One(host, common);
        Add(_skill);
        _inputs.AddTo(this);
        Add(_variant);
        Add(_watch);
    }

    protected override async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var watch = call.Get(_watch);
        var engine = EngineRegistration.Build(EngineSettings.Of(call) with { Watch = watch });
        await using var closing = engine.ConfigureAwait(false);
        return watch
            ? await CatalogWatch.RunAsync(engine.Catalog, call, () => RenderOrReportAsync(call, engine, cancellationToken), cancellationToken).ConfigureAwait(false)
            : await RenderAsync(call, engine, cancellationToken).ConfigureAwait(false);
    }

    // While a file is being edited it is broken now and then, which must not end the watching.
    private async Task<int> RenderOrReportAsync(CommandCall call, CliEngine engine, CancellationToken cancellationToken)
    {
        try
        {
            return await RenderAsync(call, engine, cancellationToken).ConfigureAwait(false);
        }
        catch (CliException e)
        {
            call.Terminal.Problem(e.Message);
            return e.ExitCode;
        }
    }

    private async Task<int> RenderAsync(CommandCall call, CliEngine engine, CancellationToken cancellationToken)
    {
        var definition = SkillLookup.Find(engine, call.Host, call.Get(_skill)!);
        var inputs = await _inputs.ReadAsync(call, definition, engine.Options.MaxInputBytes, cancellationToken).ConfigureAwait(false);
        var skill = SkillLookup.Variant(definition.Skill, call.Get(_variant));
        if (skill.Composition is not null)
        {
            throw new CliException(ExitCode.Usage, $"'{skill.Slug}' runs other skills and has no prompt of its own. Render the skills of its steps: 'skills explain {skill.Slug}' names them.");
        }

        var result = engine.Engine.Render(skill, inputs);
        if (!result.IsSuccess)
        {
            ResultReport.WriteErrors(call, result);
            return ResultReport.ExitCodeOf(result);
        }

        WriteMessages(call, result.Messages);
        await NoteEstimateAsync(call, engine, skill, inputs, cancellationToken).ConfigureAwait(false);
        return ExitCode.Done;
    }

    private static void WriteMessages(CommandCall call, IReadOnlyList<ModelMessage> messages)
    {
        if (call.Output != OutputKind.Text)
        {
            call.Terminal.Json(writer => WriteJson(writer, messages));
            return;
        }

        foreach (var message in messages)
        {
            var title = $"── {message.Role.ToString().ToLowerInvariant()}{(message.CacheBreakpoint ? " · cached prefix" : "")} ";
            call.Terminal.Result(call.Terminal.OutInk.Cyan(title.PadRight(60, '─')));
            call.Terminal.Result(PlainText.Of(message.Text));
            foreach (var media in message.Media)
            {
                call.Terminal.Result(call.Terminal.OutInk.Dim(MediaLine.Of(media)));
            }
        }
    }

    private static void WriteJson(Utf8JsonWriter writer, IReadOnlyList<ModelMessage> messages)
    {
        writer.WriteStartArray();
        foreach (var message in messages)
        {
            writer.WriteStartObject();
            writer.WriteString("role", message.Role.ToString().ToLowerInvariant());
            writer.WriteString("text", message.Text);
            if (message.CacheBreakpoint)
            {
                writer.WriteBoolean("cacheBreakpoint", true);
            }

            if (message.Media.Count > 0)
            {
                writer.WriteStartArray("media");
                foreach (var media in message.Media)
                {
                    writer.WriteStringValue(MediaLine.Of(media));
                }

                writer.WriteEndArray();
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static async Task NoteEstimateAsync(CommandCall call, CliEngine engine, Skill skill, JsonElement inputs, CancellationToken cancellationToken)
    {
        var estimate = await engine.Engine.EstimateAsync(skill, inputs, cancellationToken: cancellationToken).ConfigureAwait(false);
        var model = estimate.ModelId is { } id
            ? $" · {id} {(estimate.ExpectedUsd is { } usd ? Money.Text(usd) : "at an unknown price")}"
            : "";
        call.Terminal.Note(call.Terminal.ErrorInk.Dim(string.Create(CultureInfo.InvariantCulture, $"about {estimate.InputTokens} tokens in, {estimate.OutputTokens} out{model}")));
    }
}
