using System.CommandLine;
using System.Text.Json;
using Skills.Cli.Catalog;
using Skills.Cli.Hosting;
using Skills.Cli.Inputs;
using Skills.Cli.Shell;
using Skills.Engine;

namespace Skills.Cli.Running;

/// <summary><c>skills run</c>: executes a skill and prints its outputs.</summary>
internal sealed class RunCommand : CliCommand
{
    private readonly Argument<string> _skill;
    private readonly InputOptions _inputs = new();
    private readonly Option<bool> _dry = new("--dry") { Description = "Answers from the skill's examples and schema, without a model, key or network." };
    private readonly Option<string?> _model = new("--model", "-m") { Description = "Asks this model and no other.", HelpName = "id" };
    private readonly Option<string?> _variant = new("--variant") { Description = "Runs a variant of the skill.", HelpName = "name" };
    private readonly Option<bool> _explain = new("--explain") { Description = "Shows the steps, the tries and why the model was chosen." };
    private readonly Option<bool> _raw = new("--raw") { Description = "Prints the text of a text or Markdown skill instead of JSON." };
    private readonly Option<int?> _timeout = new("--timeout") { Description = "Most seconds of the execution. Default: the skill's own limit.", HelpName = "seconds" };

    public RunCommand(CliHost host, CommonOptions common) : base(
        "run",
        "Runs a skill and prints its outputs as JSON.",
        host,
        common,
        "skills run ticket-triage -i text=\"I was charged twice\"",
        "skills run ticket-triage -i @case.json --model claude-sonnet-5 --explain",
        "cat ticket.txt | skills run ticket-triage -i text=@- --dry")
    {
        _skill = SkillArgument.One(host, common);
        Add(_skill);
        _inputs.AddTo(this);
        Add(_dry);
        Add(_model);
        Add(_variant);
        Add(_explain);
        Add(_raw);
        Add(_timeout);
    }

    protected override async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var engine = EngineRegistration.Build(EngineSettings.Of(call) with { Dry = call.Get(_dry) });
        await using var closing = engine.ConfigureAwait(false);
        var definition = SkillLookup.Find(engine, call.Host, call.Get(_skill)!);
        var inputs = await _inputs.ReadAsync(call, definition, engine.Options.MaxInputBytes, cancellationToken).ConfigureAwait(false);
        _ = SkillLookup.Variant(definition.Skill, call.Get(_variant));
        engine.RequireProvider();

        var context = new SkillExecutionContext
        {
            Model = call.Get(_model),
            Variant = call.Get(_variant),
            CacheMode = CacheMode.Bypass,
            Timeout = TimeoutOf(call),
        };
        var result = await call.Terminal.WaitAsync(
            $"running {definition.Skill.Slug}",
            () => engine.Engine.ExecuteAsync(definition.Skill, inputs, context, cancellationToken)).ConfigureAwait(false);
        Write(call, result);
        return ResultReport.ExitCodeOf(result);
    }

    private TimeSpan? TimeoutOf(CommandCall call) => call.Get(_timeout) switch
    {
        null => null,
        { } seconds and > 0 and <= 86_400 => TimeSpan.FromSeconds(seconds),
        _ => throw new CliException(ExitCode.Usage, "--timeout must be from 1 to 86400 seconds."),
    };

    private void Write(CommandCall call, SkillResult result)
    {
        if (call.Output != OutputKind.Text)
        {
            call.Terminal.Json(writer => ResultDocument.Write(writer, result));
        }
        else if (result.Outputs is { } outputs && result.IsSuccess)
        {
            call.Terminal.Result(call.Get(_raw) && OnlyText(outputs) is { } text ? text : Indented(outputs));
        }

        ResultReport.WriteErrors(call, result);
        if (call.Get(_explain))
        {
            ResultReport.WriteExplanation(call, result);
        }

        ResultReport.WriteSummary(call, result);
    }

    private static string? OnlyText(JsonElement outputs) =>
        outputs.ValueKind == JsonValueKind.Object && outputs.EnumerateObject().ToList() is [{ Value.ValueKind: JsonValueKind.String } only]
            ? only.Value.GetString()
            : null;

    private static string Indented(JsonElement value)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new() { Indented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            value.WriteTo(writer);
        }

        return System.Text.Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }
}
