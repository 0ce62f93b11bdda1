using System.Globalization;
using System.Text.Json;
using Skills.Cli.Shell;
using Skills.Engine;

namespace Skills.Cli.Routing;

/// <summary><c>skills route eval --logged</c>: replays requests of which only the chosen model's outcome is known.</summary>
internal static class LoggedRouteEval
{
    public static async Task<int> RunAsync(CommandCall call, IReadOnlyList<RoutingSample> log, CancellationToken cancellationToken)
    {
        if (log.Count == 0 || log.Any(static s => s.Outcomes.Count != 1))
        {
            throw new CliException(ExitCode.Unreadable, "With --logged, each line has the outcome of one model, the one that was chosen. Leave the option out when several are known.");
        }

        var models = log.GroupBy(static s => s.Outcomes.Keys.Single()).Select(static g => DefinitionOf(g.Key, [.. g.Select(static s => s.Outcomes.Values.Single())])).ToList();
        var replays = new List<RoutingLogReplay>();
        foreach (var knob in RouteEvalCommand.Knobs)
        {
            replays.Add(await RoutingEvaluator.ReplayLogAsync(log, models, FormattableString.Invariant($"costQuality {knob}"), new() { CostQuality = knob }, cancellationToken: cancellationToken).ConfigureAwait(false));
        }

        if (call.Output == OutputKind.Text)
        {
            Write(call.Terminal, replays);
        }
        else
        {
            call.Terminal.Json(writer => Write(writer, replays));
        }

        return ExitCode.Done;
    }

    // Mean quality and cost of the requests that the model was chosen for. Those may be easier or harder than the others.
    private static ModelDefinition DefinitionOf(string id, IReadOnlyList<RoutingSampleOutcome> outcomes)
    {
        var price = outcomes.Any(static o => o.CostUsd is null) ? (decimal?)null : Math.Clamp(outcomes.Average(static o => o.CostUsd!.Value), 0.0001m, 1000m);
        return new() { Id = id, Provider = "logged", Quality = outcomes.Average(static o => o.Quality), Prices = price is { } known ? [new() { Input = known, Output = known }] : [] };
    }

    private static void Write(Terminal terminal, List<RoutingLogReplay> replays)
    {
        terminal.Result($"{replays[0].Requests.ToString("N0", CultureInfo.InvariantCulture)} requests, quality {Number(replays[0].LoggedQuality)} and cost {Cost(replays[0].LoggedCostUsd)} as logged");
        terminal.Result($"  {"the router with",-18}{"known",7}{"quality",16}{"estimate",10}{"cost",10}  calls");
        foreach (var replay in replays)
        {
            var calls = string.Join(", ", replay.Shares.OrderBy(static s => s.Key, StringComparer.Ordinal).Select(static s => $"{PlainText.Of(s.Key)} {Share(s.Value)}"));
            terminal.Result($"  {replay.Setting,-18}{Share(replay.Known / (double)replay.Requests),7}{Number(replay.LeastQuality) + " to " + Number(replay.MostQuality),16}{(replay.EstimatedQuality is { } quality ? Number(quality) : "unknown"),10}{Cost(replay.EstimatedCostUsd),10}  {calls}");
        }

        terminal.Result("Known: the router chooses the model that was logged. For the others, the log does not say what the chosen model would have answered: the quality is between");
        terminal.Result("all of them wrong and all of them right. The estimate takes the mean of the model at logged requests of the same difficulty, and is biased if models were chosen by anything else.");
    }

    private static void Write(Utf8JsonWriter writer, List<RoutingLogReplay> replays)
    {
        writer.WriteStartArray();
        foreach (var replay in replays)
        {
            writer.WriteStartObject();
            writer.WriteString("name", replay.Setting);
            writer.WriteNumber("requests", replay.Requests);
            writer.WriteNumber("known", replay.Known);
            writer.WriteNumber("loggedQuality", replay.LoggedQuality);
            WriteKnown(writer, "loggedCostUsd", (double?)replay.LoggedCostUsd);
            writer.WriteNumber("leastQuality", replay.LeastQuality);
            writer.WriteNumber("mostQuality", replay.MostQuality);
            WriteKnown(writer, "estimatedQuality", replay.EstimatedQuality);
            WriteKnown(writer, "estimatedCostUsd", (double?)replay.EstimatedCostUsd);
            writer.WriteStartObject("calls");
            foreach (var (model, share) in replay.Shares)
            {
                writer.WriteNumber(model, share);
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteKnown(Utf8JsonWriter writer, string name, double? value)
    {
        if (value is { } known)
        {
            writer.WriteNumber(name, known);
        }
        else
        {
            writer.WriteNull(name);
        }
    }

    private static string Number(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);

    private static string Cost(decimal? cost) => cost is { } known ? known.ToString("0.####", CultureInfo.InvariantCulture) : "unknown";

    private static string Share(double share) => share.ToString("0 %", CultureInfo.InvariantCulture);
}
