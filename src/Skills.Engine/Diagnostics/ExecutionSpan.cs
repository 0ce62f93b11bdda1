using System.Diagnostics;
using Skills.Engine.Compilation;
using static Skills.Engine.SkillDiagnostics;

namespace Skills.Engine.Diagnostics;

/// <summary>The span of a whole execution: identity at its start, so that samplers can see it, the outcome at its end.</summary>
internal static class ExecutionSpan
{
    // A reply with thousands of findings must not make a span of that size.
    private const int MaxEvents = 32;

    public static Activity? Start(ActivitySource source, Skill skill, string executionId, SkillExecutionContext context)
    {
        var tags = new TagList
        {
            { Tags.SkillId, skill.Id },
            { Tags.SkillName, skill.Slug },
            { Tags.SkillVersion, skill.Version },
            { Tags.ExecutionId, executionId },
            { GenAi.PromptName, skill.Slug },
            { GenAi.PromptVersion, skill.Version },
        };
        Add(ref tags, Tags.ParentExecutionId, context.ParentExecutionId);
        Add(ref tags, Tags.TenantId, context.TenantId);
        Add(ref tags, Tags.WorkflowId, context.WorkflowId);
        Add(ref tags, GenAi.AgentId, context.AgentId);

        return source.StartActivity(ActivityKind.Internal, tags: tags, name: $"{Spans.Execution} {skill.Slug}");
    }

    public static void Describe(Activity span, Skill skill, SkillResult result)
    {
        span.SetTag(Tags.Status, WireNames<ExecutionStatus>.Of(result.Status));
        if (result.Status != ExecutionStatus.Success)
        {
            span.SetTag(Tags.ErrorType, SkillInstruments.ErrorType(result));
            span.SetStatus(ActivityStatusCode.Error);
        }

        if (!span.IsAllDataRequested)
        {
            return;
        }

        if (result.IsStale)
        {
            span.SetTag(Tags.CacheOutcome, WireNames<CacheOutcome>.Of(CacheOutcome.Stale));
        }

        span.SetTag(Tags.CacheSimilarity, result.CacheSimilarity);
        span.SetTag(Tags.SkillHash, result.SkillHash);
        span.SetTag(Tags.Variant, result.Variant);
        span.SetTag(Tags.ValidationPassed, result.ValidationPassed);
        span.SetTag(Tags.Attempts, result.Attempts.Count);
        span.SetTag(Tags.Model, result.ModelId);
        span.SetTag(Tags.Provider, result.ModelProvider);
        span.SetTag(Tags.TokensInput, result.TokensInput);
        span.SetTag(Tags.TokensOutput, result.TokensOutput);
        span.SetTag(Tags.CostUsd, (double?)result.CostUsd);
        span.SetTag(Tags.CostKind, WireNames<CostKind>.Of(result.Cost.Kind));
        AddErrors(span, skill, result);
        AddRepairs(span, skill, result);
        AddRules(span, result);
    }

    private static void AddErrors(Activity span, Skill skill, SkillResult result)
    {
        foreach (var error in result.Errors.Take(MaxEvents))
        {
            span.AddEvent(new(Events.Error, tags: new()
            {
                { Tags.ErrorType, error.Code },
                { Tags.Step, WireNames<SkillStep>.Of(error.Step) },
                { Tags.Path, SafePath.Of(skill, error.Step, error.Path) },
            }));
        }
    }

    private static void AddRepairs(Activity span, Skill skill, SkillResult result)
    {
        foreach (var edit in result.Edits.Take(MaxEvents))
        {
            span.AddEvent(new(Events.Repair, tags: new()
            {
                { Tags.RepairName, edit.Name },
                { Tags.RepairKind, WireNames<EditKind>.Of(edit.Kind) },
                { Tags.Path, SafePath.Of(skill, SkillStep.ValidateOutput, edit.Path) },
            }));
        }
    }

    // The conventions' own event: dashboards that know it show rules as evaluations.
    private static void AddRules(Activity span, SkillResult result)
    {
        if (result.CacheHit || result.ValidationResult is not { } rules)
        {
            return;
        }

        foreach (var rule in rules.Rules.Where(static r => !r.Skipped).Take(MaxEvents))
        {
            span.AddEvent(new(GenAi.EvaluationEvent, tags: new()
            {
                { GenAi.EvaluationName, rule.Type },
                { GenAi.EvaluationLabel, rule.Passed ? "pass" : "fail" },
                { Tags.RuleSeverity, WireNames<RuleSeverity>.Of(rule.Severity) },
            }));
        }
    }

    private static void Add(ref TagList tags, string name, string? value)
    {
        if (value is not null)
        {
            tags.Add(name, value);
        }
    }
}
