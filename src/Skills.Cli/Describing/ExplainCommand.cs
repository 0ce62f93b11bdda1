using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Skills.Cli.Catalog;
using Skills.Cli.Hosting;
using Skills.Cli.Inputs;
using Skills.Cli.Running;
using Skills.Cli.Shell;
using Skills.Engine;

namespace Skills.Cli.Describing;

/// <summary><c>skills explain</c>: what a code means, or what a skill takes, gives, costs and which model would answer.</summary>
internal sealed class ExplainCommand : CliCommand
{
    private readonly Argument<string> _what = new("what") { Description = "A code such as SK204 or input.required, or a skill.", HelpName = "code|skill" };
    private readonly InputOptions _inputs = new();

    public ExplainCommand(CliHost host, CommonOptions common) : base(
        "explain",
        "Explains a code, or a skill with the model that would answer and its cost.",
        host,
        common,
        "skills explain SK204",
        "skills explain output.lossy",
        "skills explain ticket-triage -i text=\"I was charged twice\"")
    {
        _what.CompletionSources.Add(context => SkillArgument.Names(host, context.ParseResult.GetValue(common.Dir)));
        Add(_what);
        _inputs.AddTo(this);
    }

    protected override async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var what = call.Get(_what)!;
        if (CodeBook.Find(what) is { } entry)
        {
            WriteCode(call, entry);
            return ExitCode.Done;
        }

        var engine = EngineRegistration.Build(EngineSettings.Of(call));
        await using var closing = engine.ConfigureAwait(false);
        if (engine.Catalog.FindDefinition(what) is null && (what.Contains('.', StringComparison.Ordinal) || what.StartsWith("SK", StringComparison.Ordinal)) && !File.Exists(call.Host.FullPath(what)))
        {
            var hint = NameHint.Of(what, CodeBook.All()) is { } near ? $" Did you mean '{near}'?" : "";
            throw new CliException(ExitCode.NothingMatched, $"'{what}' is neither a known code nor a skill.{hint}");
        }

        var definition = SkillLookup.Find(engine, call.Host, what);
        var estimate = await EstimateAsync(call, engine, definition, cancellationToken).ConfigureAwait(false);
        Write(call, definition, estimate);
        return ExitCode.Done;
    }

    private static void WriteCode(CommandCall call, CodeEntry entry)
    {
        if (call.Output != OutputKind.Text)
        {
            call.Terminal.Json(writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("code", entry.Code);
                writer.WriteString("severity", entry.Severity);
                writer.WriteString("meaning", entry.Meaning);
                writer.WriteString("page", entry.Page);
                writer.WriteEndObject();
            });
            return;
        }

        call.Terminal.Result($"{call.Terminal.OutInk.Bold(entry.Code)}{(entry.Severity is { } severity ? $" ({severity})" : "")}: {entry.Meaning}");
        call.Terminal.Result($"See {entry.Page}.");
    }

    // Without inputs of its own an explanation uses those of the first test or example, so that it says something about the model.
    private async Task<CostEstimate?> EstimateAsync(CommandCall call, CliEngine engine, SkillDefinition definition, CancellationToken cancellationToken)
    {
        var typed = await _inputs.ReadAsync(call, definition, engine.Options.MaxInputBytes, cancellationToken).ConfigureAwait(false);
        IEnumerable<JsonElement> known = typed.EnumerateObject().Any() ? [typed] : [.. definition.Tests.Select(static t => t.Input), .. definition.Skill.Examples.Select(static e => e.Input), typed];
        foreach (var inputs in known.Where(i => engine.Engine.Render(definition.Skill, i).IsSuccess).Take(1))
        {
            return await engine.Engine.EstimateAsync(definition.Skill, inputs, cancellationToken: cancellationToken).ConfigureAwait(false);
        }

        return null;
    }

    private static void Write(CommandCall call, SkillDefinition definition, CostEstimate? estimate)
    {
        if (call.Output != OutputKind.Text)
        {
            call.Terminal.Json(writer => SkillDocument.Write(writer, definition, estimate, call.Host));
            return;
        }

        var ink = call.Terminal.OutInk;
        foreach (var line in SkillDescription.Lines(definition, call.Host, ink))
        {
            call.Terminal.Result(line);
        }

        if (estimate is null)
        {
            return;
        }

        call.Terminal.Result("");
        call.Terminal.Result(string.Create(CultureInfo.InvariantCulture, $"Estimate  {estimate.InputTokens} tokens in, {estimate.OutputTokens} out, {(estimate.ExpectedUsd is { } usd ? $"{Money.Text(usd)} expected" : "cost unknown")}{(estimate.WorstUsd is { } worst ? $", {Money.Text(worst)} at worst" : "")}"));
        foreach (var line in estimate.Routing is { } routing ? RoutingReport.Lines(routing, ink) : [])
        {
            call.Terminal.Result(line);
        }
    }
}
