using System.Text.Json;
using Skills.Engine.Outputs;
using Skills.Jinja;
using Skills.Json;

namespace Skills.Engine.Rules;

/// <summary>One run of a skill's rules: the outputs as they change, and what each rule said.</summary>
internal sealed class RuleRun(RuleContext context, Lazy<ICompiledSchema?> schema)
{
    private readonly List<RuleResult> _results = [];
    private readonly List<OutputEdit> _edits = [];
    private readonly List<SkillError> _errors = [];
    private JsonElement _outputs = context.Outputs;
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

        if (!Applies(rule, out var problem, cancellationToken))
        {
            if (problem is null)
            {
                _results.Add(new(rule.Index, rule.Source.Type, rule.Source.Severity, Passed: true, Skipped: true, []));
            }
            else
            {
                Record(rule, [new("", problem)]);
            }

            return;
        }

        var findings = await FindAsync(rule, cancellationToken).ConfigureAwait(false);
        if (findings.Count > 0 && rule.Source is { OnFail: RuleFailureAction.Fix or RuleFailureAction.Drop })
        {
            findings = await MendAsync(rule, findings, cancellationToken).ConfigureAwait(false);
        }

        Record(rule, Worded(rule, findings, cancellationToken));
    }

    /// <summary>The outcome. What rules repaired must still satisfy the schema.</summary>
    public RuleValidation End()
    {
        if (_edits.Count > 0 && schema.Value?.Validate(_outputs) is { Count: > 0 } broken)
        {
            _errors.AddRange(broken.Select(static f => new SkillError($"output.{f.Keyword}", SkillStep.RunRules, f.Path, $"After a rule fixed the output: {f.Message}")));
        }

        return new(new(_errors.Count == 0, _results), _outputs, _edits, _errors, _retry);
    }

    // A condition that cannot be evaluated fails the rule rather than skipping it.
    private bool Applies(CompiledRule rule, out string? problem, CancellationToken cancellationToken)
    {
        problem = null;
        try
        {
            return rule.When is null || rule.When.EvaluateBool(RuleNames.Of(Now(rule)), cancellationToken);
        }
        catch (JinjaException failure)
        {
            problem = $"The rule's condition could not be evaluated: {failure.Message}";
            return false;
        }
    }

    private RuleContext Now(CompiledRule rule) => context with { Outputs = _outputs, Parameters = rule.Source.Parameters };

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
            return await rule.Rule!.CheckAsync(Now(rule), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            return [new("", $"The rule could not be checked: {failure.Message}")];
        }
    }

    private IReadOnlyList<RuleFinding> Worded(CompiledRule rule, IReadOnlyList<RuleFinding> findings, CancellationToken cancellationToken)
    {
        if (rule.Message is not { } message || findings.Count == 0)
        {
            return findings;
        }

        var names = RuleNames.Of(Now(rule));
        return [.. findings.Select(f => f with { Message = Word(message, names, f, cancellationToken) })];
    }

    private string Word(JinjaTemplate message, Dictionary<string, object?> names, RuleFinding finding, CancellationToken cancellationToken)
    {
        names["value"] = JsonPointer.Find(_outputs, finding.Path);
        names["path"] = finding.Path;
        names["reason"] = finding.Message;
        try
        {
            return message.Render(names, cancellationToken);
        }
        catch (JinjaException failure)
        {
            return $"{finding.Message} (Its own message could not be rendered: {failure.Message})";
        }
    }

    private async ValueTask<IReadOnlyList<RuleFinding>> MendAsync(CompiledRule rule, IReadOnlyList<RuleFinding> findings, CancellationToken cancellationToken)
    {
        var drop = rule.Source.OnFail == RuleFailureAction.Drop;
        var changes = new Dictionary<string, JsonElement?>(StringComparer.Ordinal);
        foreach (var path in findings.Select(static f => f.Path).Where(p => p.Length > 0 || !drop).Distinct(StringComparer.Ordinal))
        {
            if (JsonPointer.Find(_outputs, path) is not { } value)
            {
                continue;
            }

            var repaired = drop ? null : rule.Rule!.Fix(value);
            if (drop || repaired is not null)
            {
                changes[path] = repaired;
                _edits.Add(Edit(path, drop ? "rule_drop" : "rule_fix", value, repaired));
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
