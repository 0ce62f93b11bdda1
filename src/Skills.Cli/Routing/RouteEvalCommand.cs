using System.CommandLine;
using System.Text.Json;
using Skills.Cli.Shell;
using Skills.Engine;

namespace Skills.Cli.Routing;

/// <summary><c>skills route eval</c>: cost and quality of ways to route, by outcomes that were logged or labelled. Calls no model.</summary>
internal sealed class RouteEvalCommand : CliCommand
{
    /// <summary>Gets the values of <c>costQuality</c> that are replayed.</summary>
    internal static IReadOnlyList<double> Knobs { get; } = [0, 0.25, 0.5, 0.75, 1];

    private readonly Argument<string> _file = new("file") { Description = "JSON Lines: prompt, and the outcome of each model." };
    private readonly Option<string> _weak = new("--weak") { Description = "The cheaper model. Default: weak.", HelpName = "model", DefaultValueFactory = static _ => "weak" };
    private readonly Option<string> _strong = new("--strong") { Description = "The better model. Default: strong.", HelpName = "model", DefaultValueFactory = static _ => "strong" };
    private readonly Option<double> _ratio = new("--price-ratio") { Description = "How many times dearer the better model is, where outcomes say no cost. Default: 25.", HelpName = "number", DefaultValueFactory = static _ => 25 };
    private readonly Option<bool> _logged = new("--logged") { Description = "Each line has only the model that was chosen. Shows what the router would choose, and what of that the log cannot say." };
    private readonly Option<int> _seed = new("--seed") { Description = "Orders the samples for cross-validation. Default: 1.", HelpName = "number", DefaultValueFactory = static _ => 1 };

    public RouteEvalCommand(CliHost host, CommonOptions common) : base(
        "eval",
        "Shows the cost-quality curve of ways to route, by known outcomes.",
        host,
        common,
        "skills route eval outcomes.jsonl",
        "skills route eval outcomes.jsonl --weak claude-haiku-4-5 --strong claude-opus-5 -o json",
        "skills route eval calls.jsonl --logged")
    {
        Add(_file);
        foreach (var option in (Option[])[_weak, _strong, _ratio, _seed, _logged])
        {
            Add(option);
        }
    }

    protected override async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var (weak, strong) = (call.Get(_weak)!, call.Get(_strong)!);
        var samples = await ReadAsync(call.Host.FullPath(call.Get(_file)!), cancellationToken).ConfigureAwait(false);
        if (call.Get(_logged))
        {
            return await LoggedRouteEval.RunAsync(call, samples, cancellationToken).ConfigureAwait(false);
        }

        var usable = samples.Where(s => s.Outcomes.ContainsKey(weak) && s.Outcomes.ContainsKey(strong)).Select(s => Priced(s, weak, strong, call.Get(_ratio))).ToList();
        var evaluations = RoutingEvaluator.Evaluate(usable, weak, strong, call.Get(_seed));
        if (evaluations.Count == 0)
        {
            throw new CliException(ExitCode.NothingMatched, $"No set has ten samples with an outcome of '{weak}' and '{strong}'. Name the models with --weak and --strong.");
        }

        var replays = new Dictionary<string, IReadOnlyList<RoutingReplay>>();
        foreach (var evaluation in evaluations)
        {
            replays[evaluation.Group] = await ReplayAsync([.. usable.Where(s => s.Group == evaluation.Group)], weak, strong, cancellationToken).ConfigureAwait(false);
        }

        if (call.Output == OutputKind.Text)
        {
            RouteEvalText.Write(call.Terminal, evaluations, replays);
        }
        else
        {
            call.Terminal.Json(writer => Write(writer, evaluations, replays));
        }

        return ExitCode.Done;
    }

    private static async Task<List<RoutingSample>> ReadAsync(string path, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(path);
        var samples = new List<RoutingSample>();
        try
        {
            await foreach (var sample in RoutingSampleReader.ReadAsync(reader, cancellationToken).ConfigureAwait(false))
            {
                samples.Add(sample);
            }
        }
        catch (InvalidDataException e)
        {
            throw new CliException(ExitCode.Unreadable, e.Message);
        }

        return samples;
    }

    // A cost that is not known is one unit at the weak model; the ratio is what counts.
    private static RoutingSample Priced(RoutingSample sample, string weak, string strong, double ratio) => sample with
    {
        Outcomes = new Dictionary<string, RoutingSampleOutcome>
        {
            [weak] = sample.Outcomes[weak] with { CostUsd = sample.Outcomes[weak].CostUsd ?? 1 },
            [strong] = sample.Outcomes[strong] with { CostUsd = sample.Outcomes[strong].CostUsd ?? (decimal)ratio },
        },
    };

    private static async Task<IReadOnlyList<RoutingReplay>> ReplayAsync(IReadOnlyList<RoutingSample> samples, string weak, string strong, CancellationToken cancellationToken)
    {
        ModelDefinition[] models = [DefinitionOf(weak, samples), DefinitionOf(strong, samples)];
        var replays = new List<RoutingReplay>();
        foreach (var knob in Knobs)
        {
            replays.Add(await RoutingEvaluator.ReplayAsync(samples, models, FormattableString.Invariant($"costQuality {knob}"), new() { CostQuality = knob }, cancellationToken: cancellationToken).ConfigureAwait(false));
        }

        return replays;
    }

    // Prices only rank here, so that the mean cost of a call stands for the price of its tokens.
    private static ModelDefinition DefinitionOf(string id, IReadOnlyList<RoutingSample> samples)
    {
        var price = Math.Clamp(samples.Average(s => s.Outcomes[id].CostUsd!.Value), 0.0001m, 1000m);
        return new() { Id = id, Provider = "logged", Quality = samples.Average(s => s.Outcomes[id].Quality), Prices = [new() { Input = price, Output = price }] };
    }

    private static void Write(Utf8JsonWriter writer, IReadOnlyList<RoutingEvaluation> evaluations, Dictionary<string, IReadOnlyList<RoutingReplay>> replays)
    {
        writer.WriteStartArray();
        foreach (var evaluation in evaluations)
        {
            RouteEvalJson.Write(writer, evaluation, replays[evaluation.Group]);
        }

        writer.WriteEndArray();
    }
}
