using System.Globalization;
using Skills.Cli.Shell;
using Skills.Engine;

namespace Skills.Cli.Running;

/// <summary>What a person wants to know about an execution beside its outputs. Written to the standard error.</summary>
internal static class ResultReport
{
    private const int WidestBar = 10;

    /// <summary>Returns the exit code of an execution: what failed decides, so that scripts can tell a bad input from a broken network.</summary>
    public static int ExitCodeOf(SkillResult result) => (result.Status, result.Errors is [var first, ..] ? first.Step : SkillStep.InvokeModel) switch
    {
        (ExecutionStatus.Success, _) => ExitCode.Done,
        (_, SkillStep.ValidateInput) => ExitCode.Usage,
        (_, SkillStep.RenderPrompt) => ExitCode.Unreadable,
        (_, SkillStep.ValidateOutput or SkillStep.RunRules) => ExitCode.Failed,
        _ => ExitCode.Provider,
    };

    /// <summary>Writes the errors.</summary>
    public static void WriteErrors(CommandCall call, SkillResult result)
    {
        foreach (var error in result.Errors)
        {
            var place = error.Path.Length > 0 ? $" {error.Path}:" : "";
            call.Terminal.Problem($"{error.Code}{place} {error.Message}");
        }
    }

    /// <summary>Writes warnings, repairs and one line of figures.</summary>
    public static void WriteSummary(CommandCall call, SkillResult result)
    {
        var terminal = call.Terminal;
        foreach (var warning in result.Warnings)
        {
            terminal.Warning(warning);
        }

        foreach (var edit in result.Edits)
        {
            terminal.Note($"{terminal.ErrorInk.Yellow("repaired:")} {(edit.Path.Length > 0 ? edit.Path : "reply")} {edit.Name}{Change(edit)}");
        }

        var model = result.ModelId is { } id ? $"{result.ModelProvider}/{id}" : "no model";
        terminal.Note(terminal.ErrorInk.Dim(string.Create(
            CultureInfo.InvariantCulture,
            $"{model} · {Money.Text(result.Cost)} · {Tokens(result.TokensInput)} in, {Tokens(result.TokensOutput)} out · {result.LatencyMs:0.#} ms")));
    }

    /// <summary>Writes the steps with their durations, the tries, and why the model was chosen.</summary>
    public static void WriteExplanation(CommandCall call, SkillResult result)
    {
        var (terminal, ink) = (call.Terminal, call.Terminal.ErrorInk);
        var longest = result.StepTimings.Values.DefaultIfEmpty(0).Max();
        foreach (var step in Enum.GetValues<SkillStep>())
        {
            if (result.StepTimings.TryGetValue(step, out var ms))
            {
                var bar = new string('█', longest > 0 ? (int)Math.Round(ms / longest * WidestBar) : 0).PadRight(WidestBar);
                terminal.Note(string.Create(CultureInfo.InvariantCulture, $"{(int)step} {step,-15} {ink.Cyan(bar)} {ms,9:0.0} ms"));
            }
        }

        foreach (var attempt in result.Attempts)
        {
            var outcome = attempt.Error is { } error ? ink.Red($"{error}: {PlainText.Line(attempt.ErrorMessage ?? "", 200)}") : attempt.OutputValid is false ? ink.Yellow("answer not valid") : "answered";
            terminal.Note(string.Create(CultureInfo.InvariantCulture, $"try {attempt.Number} ({attempt.Reason}): {attempt.ModelProvider}/{attempt.ModelId} {outcome}, {Money.Text(attempt.Cost)}{Saved(attempt)}, {attempt.LatencyMs:0} ms"));
        }

        if (result.Routing is { } routing)
        {
            foreach (var line in RoutingReport.Lines(routing, ink))
            {
                terminal.Note(line);
            }
        }

        foreach (var child in result.Children)
        {
            terminal.Note($"{ink.Bold(child.SkillId)} {child.SkillVersion}: {child.Status.ToString().ToLowerInvariant()}, {Money.Text(child.Cost)}");
        }
    }

    private static string Change(OutputEdit edit) => edit is { Before: { } before, After: { } after } ? $": {PlainText.Line(before, 40)} → {PlainText.Line(after, 40)}" : "";

    private static string Tokens(long? count) => count?.ToString(CultureInfo.InvariantCulture) ?? "?";

    private static string Saved(SkillAttempt attempt) => attempt.PromptCacheSavingUsd switch
    {
        null or 0 => "",
        > 0 and var saved => $" ({Money.Text(saved)} saved by the prompt cache)",
        { } lost => $" ({Money.Text(-lost)} spent on writing the prompt cache)",
    };
}
