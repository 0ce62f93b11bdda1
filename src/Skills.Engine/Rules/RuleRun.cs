using System.Text.Json;

namespace Skills.Engine.Rules;

/// <summary>One run of a skill's rules: the outputs as they change, and what each rule said.</summary>
internal sealed class RuleRun(Skill skill, JsonElement inputs, JsonElement outputs, SkillExecutionContext context)
{
    private readonly List<RuleResult> _results = [];
    private readonly List<OutputEdit> _edits = [];
    private readonly List<SkillError> _errors = [];
    private JsonElement _outputs = outputs;
    private bool _retry;

    public async ValueTask CheckAsync(CompiledRule rule, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (rule.Rule is null)
        {
            // One that only warns, such as a rule this host has not registered, warns of its own absence.
            _errors.AddRange(rule.Source.Severity == RuleSeverity.Error ? [rule.Problem!] : []);
            _results.Add(new(rule.Index, rule.Source.Type, rule.Source.Severity, Passed: false, Skipped: false, [new("", rule.Problem!.Message)]));
            return;
        }

        var findings = await FindAsync(rule, cancellationToken).ConfigureAwait(false);
        if (findings.Count > 0 && rule.Source is { OnFail: RuleFailureAction.Fix or RuleFailureAction.Drop })
        {
            findings = await MendAsync(rule, findings, cancellationToken).ConfigureAwait(false);
        }

        Record(rule, findings);
    }

    public RuleCheck End() => new(new(_errors.Count == 0, _results), _outputs, _edits, _errors, _retry);

    private void Record(CompiledRule rule, IReadOnlyList<RuleFinding> findings)
    {
        var severity = rule.Source is { OnFail: RuleFailureAction.Keep, Severity: RuleSeverity.Error } ? RuleSeverity.Warning : rule.Source.Severity;
        _results.Add(new(rule.Index, rule.Source.Type, severity, findings.Count == 0, Skipped: false, findings));
        if (findings.Count > 0 && severity == RuleSeverity.Error)
        {
            _retry |= rule.Source.OnFail == RuleFailureAction.Retry;
            _errors.AddRange(findings.Select(f => new SkillError($"rules.{rule.Source.Type}", SkillStep.RunRules, f.Path, f.Message)));
        }
    }

    private async ValueTask<IReadOnlyList<RuleFinding>> FindAsync(CompiledRule rule, CancellationToken cancellationToken)
    {
        try
        {
            var findings = await rule.Rule!.CheckAsync(new(skill, inputs, _outputs, rule.Source.Parameters, context), cancellationToken).ConfigureAwait(false);
            return rule.Source.Message is { } message ? [.. findings.Select(f => f with { Message = message })] : findings;
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            return [new("", $"The rule could not be checked: {failure.Message}")];
        }
    }

    private async ValueTask<IReadOnlyList<RuleFinding>> MendAsync(CompiledRule rule, IReadOnlyList<RuleFinding> findings, CancellationToken cancellationToken)
    {
        var drop = rule.Source.OnFail == RuleFailureAction.Drop;
        var changes = new Dictionary<string, JsonElement?>(StringComparer.Ordinal);
        foreach (var path in findings.Select(static f => f.Path).Where(static p => p.Length > 0).Distinct(StringComparer.Ordinal))
        {
            if (JsonReplacement.Find(_outputs, path) is { } value && (drop ? default : rule.Rule!.Fix(value)) is var mended && (drop || mended is not null))
            {
                changes[path] = drop ? null : mended;
                _edits.Add(Edit(path, drop ? "rule_drop" : "rule_fix", value, changes[path]));
            }
        }

        if (changes.Count == 0)
        {
            return findings;
        }

        _outputs = JsonReplacement.Apply(_outputs, changes);
        return drop
            ? [.. findings.Where(f => !changes.ContainsKey(f.Path))]
            : await FindAsync(rule, cancellationToken).ConfigureAwait(false);
    }

    private static OutputEdit Edit(string path, string name, JsonElement before, JsonElement? after) =>
        new(path, name, EditKind.Lossy, 1, -1, 0, JsonText.Of(before), after is { } value ? JsonText.Of(value) : null);
}
