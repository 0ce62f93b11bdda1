using System.Globalization;
using Skills.Cli.Shell;
using Skills.Engine;

namespace Skills.Cli.Routing;

/// <summary>Writes an evaluation as tables.</summary>
internal static class RouteEvalText
{
    private static readonly int[] Shares = [10, 20, 30, 50, 80];

    public static void Write(Terminal terminal, IReadOnlyList<RoutingEvaluation> evaluations, IReadOnlyDictionary<string, IReadOnlyList<RoutingReplay>> replays)
    {
        foreach (var evaluation in evaluations)
        {
            terminal.Result($"{(evaluation.Group.Length == 0 ? "samples" : PlainText.Of(evaluation.Group))}: {evaluation.Samples.ToString("N0", CultureInfo.InvariantCulture)}");
            terminal.Result($"  {"alone",-18}{"quality",9}{"cost",10}");
            foreach (var baseline in evaluation.Baselines)
            {
                terminal.Result($"  {PlainText.Of(baseline.Name),-18}{Number(baseline.Quality),9}{Cost(baseline.CostUsd),10}");
            }

            terminal.Result($"  {"gap recovered at",-18}{"APGR",9}{string.Concat(Shares.Select(static s => $"{s + " %",8}"))}{"CPT(50 %)",11}{"CPT(80 %)",11}");
            foreach (var curve in evaluation.Curves)
            {
                terminal.Result($"  {curve.Name,-18}{Number(curve.Apgr),9}{string.Concat(Shares.Select(s => $"{Number(curve.Recovered[s]),8}"))}{Share(curve.CallsFor(0.5)),11}{Share(curve.CallsFor(0.8)),11}");
            }

            terminal.Result($"  learned after      {string.Join("  ", evaluation.LearningCurve.Select(static p => $"{p.Outcomes} {Number(p.Apgr)}"))}");
            terminal.Result($"  {"the router with",-18}{"quality",9}{"cost",10}{"regret",9}  calls");
            foreach (var replay in replays[evaluation.Group])
            {
                var calls = string.Join(", ", replay.Shares.OrderBy(static s => s.Key, StringComparer.Ordinal).Select(static s => $"{PlainText.Of(s.Key)} {Share(s.Value)}"));
                terminal.Result($"  {replay.Setting,-18}{Number(replay.Quality),9}{Cost(replay.CostUsd),10}{Number(replay.Regret),9}  {calls}");
            }
        }
    }

    private static string Number(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);

    private static string Cost(decimal? cost) => cost is { } known ? known.ToString("0.####", CultureInfo.InvariantCulture) : "unknown";

    private static string Share(double? share) => share is { } known ? known.ToString("0 %", CultureInfo.InvariantCulture) : "never";
}
