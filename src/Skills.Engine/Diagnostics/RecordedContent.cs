using System.Text.Json;

namespace Skills.Engine.Diagnostics;

/// <summary>Makes the result that is recorded from the result the caller gets: without content, or with its secrets masked.</summary>
internal static class RecordedContent
{
    public static ExecutionRecord Of(Skill skill, SkillResult result, ContentCapture capture, string? traceId)
    {
        var keep = capture == ContentCapture.All || (capture == ContentCapture.Errors && result.Status != ExecutionStatus.Success);
        return new(keep ? Mask(skill, result) : Strip(skill, result), traceId) { SkillName = skill.Slug, HasContent = keep };
    }

    private static SkillResult Mask(Skill skill, SkillResult result)
    {
        var mask = ContentMask.For(skill, result.Inputs);
        var recorded = result.Children.Count == 0 ? result : result with { Children = [.. result.Children.Select(c => Strip(null, c))] };
        return ReferenceEquals(mask, ContentMask.Nothing)
            ? recorded
            : recorded with
            {
                Inputs = mask.ApplyToInputs(result.Inputs),
                Outputs = mask.Apply(result.Outputs),
                RenderedPrompt = mask.Apply(result.RenderedPrompt),
                Messages = [.. result.Messages.Select(m => Mask(m, mask))],
                ReasoningText = mask.Apply(result.ReasoningText),
                Citations = [.. result.Citations.Select(c => c with { Url = mask.Apply(c.Url), Title = mask.Apply(c.Title), Text = mask.Apply(c.Text) })],
                SearchResults = [.. result.SearchResults.Select(r => r with { Url = mask.Apply(r.Url)!, Title = mask.Apply(r.Title), Snippet = mask.Apply(r.Snippet) })],

                // A secret can be spread over several tokens.
                TokenProbabilities = [],
                ToolCalls = mask.Apply(result.ToolCalls),
                ToolRuns = [.. result.ToolRuns.Select(t => t with { Arguments = mask.Apply(t.Arguments)!, Result = mask.Apply(t.Result), Error = mask.Apply(t.Error), Exception = null })],
                RawOutput = mask.Apply(result.RawOutput),
                Errors = [.. result.Errors.Select(e => e with { Message = mask.Apply(e.Message)!, Path = mask.Apply(e.Path)! })],
                Warnings = [.. result.Warnings.Select(w => mask.Apply(w)!)],
                Edits = [.. result.Edits.Select(e => e with { Path = mask.Apply(e.Path)!, Before = mask.Apply(e.Before), After = mask.Apply(e.After) })],
                ValidationResult = Rules(result.ValidationResult, f => new(mask.Apply(f.Path)!, mask.Apply(f.Message)!)),
                Attempts = [.. result.Attempts.Select(a => a with { ErrorMessage = mask.Apply(a.ErrorMessage) })],
                Context = result.Context with { Tools = mask.Apply(result.Context.Tools) },
            };
    }

    // A turn in its provider's own form is for that provider only.
    private static ModelMessage Mask(ModelMessage message, ContentMask mask) => message with
    {
        Text = mask.Apply(message.Text)!,
        Media = [.. message.Media.Select(x => x with { Url = mask.Apply(x.Url)! })],
        ToolCalls = [.. message.ToolCalls.Select(c => c with { Arguments = mask.Apply(c.Arguments)! })],
        ToolResults = [.. message.ToolResults.Select(r => r with { Text = mask.Apply(r.Text)! })],
        Turn = null,
    };

    private static SkillResult Strip(Skill? skill, SkillResult result)
    {
        return result with
        {
            Inputs = null,
            Outputs = null,
            RenderedPrompt = null,
            Messages = [],
            RawOutput = null,
            ReasoningText = null,
            Citations = [],
            SearchResults = [],
            TokenProbabilities = [],
            ToolCalls = null,
            ToolRuns = result.ToolRuns.Count == 0 ? [] : [.. result.ToolRuns.Select(static t => t with { Arguments = "", Result = null, Error = null, Exception = null })],
            Errors = result.Errors.Count == 0 ? [] : [.. result.Errors.Select(e => e with { Path = SafePath.Of(skill, e.Step, e.Path), Message = MayQuote(e.Step) ? "" : e.Message })],
            Warnings = [],
            Edits = result.Edits.Count == 0 ? [] : [.. result.Edits.Select(e => e with { Path = SafePath.Of(skill, SkillStep.ValidateOutput, e.Path), Before = null, After = null })],
            ValidationResult = Rules(result.ValidationResult, f => new(SafePath.Of(skill, SkillStep.RunRules, f.Path), "")),
            Attempts = result.Attempts.Any(static a => a.ErrorMessage is not null) ? [.. result.Attempts.Select(static a => a with { ErrorMessage = null })] : result.Attempts,
            Context = result.Context.Tools is null ? result.Context : result.Context with { Tools = null },
            Children = result.Children.Count == 0 ? [] : [.. result.Children.Select(static c => Strip(null, c))],
        };
    }

    // Sentences of these steps quote values, templates, model output, or what a provider says of the prompt; those of the others are about models, budgets and stores.
    private static bool MayQuote(SkillStep step) =>
        step is SkillStep.ValidateInput or SkillStep.RenderPrompt or SkillStep.InvokeModel or SkillStep.ValidateOutput or SkillStep.RunRules;

    private static RuleSetResult? Rules(RuleSetResult? rules, Func<RuleFinding, RuleFinding> change) =>
        rules is null ? null : rules with { Rules = [.. rules.Rules.Select(r => r.Findings.Count == 0 ? r : r with { Findings = [.. r.Findings.Select(change)] })] };
}
