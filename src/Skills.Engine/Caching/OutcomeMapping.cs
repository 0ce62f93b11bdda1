using System.Text.Json;
using Skills.Engine.Compilation;

namespace Skills.Engine.Caching;

/// <summary>Between a result and what is kept of it.</summary>
internal static class OutcomeMapping
{
    /// <summary>What is kept of a result: nothing of its caller, its id or its times.</summary>
    public static StoredOutcome ToStored(CacheEntry entry)
    {
        var outcome = entry.Outcome;
        return new()
        {
            Status = (int)outcome.Status,
            Model = outcome.ModelId,
            Provider = outcome.ModelProvider,
            Variant = outcome.Variant,
            Usd = entry.SavedCost.Usd,
            CostKind = (int)entry.SavedCost.Kind,
            Tokens = entry.SavedUsage,
            Edits = NullIfEmpty(outcome.Edits.Select(static e => new StoredEdit(e.Path, e.Name, (int)e.Kind, e.Cost, e.Start, e.Length, e.Before, e.After))),
            Rules = outcome.ValidationResult is { } rules ? [.. rules.Rules.Select(ToStored)] : null,
            Warnings = NullIfEmpty(outcome.Warnings),
            Errors = NullIfEmpty(outcome.Errors.Select(static e => new StoredError(e.Code, (int)e.Step, e.Path, e.Message))),
        };
    }

    /// <summary>What a caller is served; the skill's parts come from the caller, whose key holds them.</summary>
    public static SkillResult ToOutcome(StoredOutcome stored, JsonElement? outputs, SkillCacheRequest request) => new()
    {
        ExecutionId = "",
        SkillId = request.Skill.Id,
        SkillVersion = request.Skill.Version,
        SkillHash = request.SkillHash,
        Status = (ExecutionStatus)stored.Status,
        Outputs = outputs,
        ModelId = stored.Model,
        ModelProvider = stored.Provider,
        Variant = stored.Variant,
        Warnings = stored.Warnings ?? [],
        Errors = stored.Errors is null ? [] : [.. stored.Errors.Select(static e => new SkillError(e.Code, (SkillStep)e.Step, e.Path, e.Message))],
        Edits = stored.Edits is null ? [] : [.. stored.Edits.Select(static e => new OutputEdit(e.Path, e.Name, (EditKind)e.Kind, e.Cost, e.Start, e.Length, e.Before, e.After))],
        ValidationPassed = stored.Status == (int)ExecutionStatus.Success,
        ValidationResult = stored.Rules is { } rules
            ? new(rules.All(static r => r.Passed || r.Severity != (int)RuleSeverity.Error), Array.ConvertAll(rules, ToResult))
            : null,
        CacheHit = true,
    };

    /// <summary>The same for a result just made, so that memory and shared store serve one thing.</summary>
    public static SkillResult ToOutcome(SkillResult result) => new()
    {
        ExecutionId = "",
        SkillId = result.SkillId,
        SkillVersion = result.SkillVersion,
        SkillHash = result.SkillHash,
        Status = result.Status,
        Outputs = result.Outputs?.Clone(),
        ModelId = result.ModelId,
        ModelProvider = result.ModelProvider,
        Variant = result.Variant,
        Warnings = [.. result.Warnings],
        Errors = result.Errors,
        Edits = result.Edits,
        ValidationPassed = result.ValidationPassed,
        ValidationResult = result.ValidationResult,
        CacheHit = true,
    };

    private static StoredRule ToStored(RuleResult rule) =>
        new(rule.Index, rule.Type, (int)rule.Severity, rule.Passed, rule.Skipped, NullIfEmpty(rule.Findings.Select(static f => new StoredFinding(f.Path, f.Message))));

    private static RuleResult ToResult(StoredRule rule) =>
        new(rule.Index, rule.Type, (RuleSeverity)rule.Severity, rule.Passed, rule.Skipped, [.. (rule.Findings ?? []).Select(static f => new RuleFinding(f.Path, f.Message))]);

    private static T[]? NullIfEmpty<T>(IEnumerable<T> items) => items.ToArray() is { Length: > 0 } array ? array : null;
}
