using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Skills.Engine.Compilation;
using Skills.Engine.Embeddings;
using Skills.Jinja;

namespace Skills.Engine.Rules;

/// <summary>Compiles the rules of a skill once, and runs them.</summary>
internal sealed class RuleExecutor : ValidationRuleExecutor
{
    private static readonly RuleSetResult NoRules = new(Passed: true, []);

    private readonly RuleServices _services;
    private readonly PerSkill<CompiledRules> _compiled;

    public RuleExecutor(IEnumerable<IValidationRule> custom, ISchemaCompiler schemas, IHttpClientFactory http, RuleJudge judge, IOptions<SkillsEngineOptions> options, EmbeddingMeter? embeddings = null)
    {
        _services = new([.. custom], schemas, http, judge, new JinjaEnvironment(), new(options.Value.Rules)) { Embeddings = embeddings };
        _compiled = new(Compile, options.Value.MaxCompiledSkills);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<SkillError> Check(Skill skill) =>
        [.. _compiled.Get(skill).Rules.Where(static r => r.Problem is not null).Select(static r => r.Problem!)];

    /// <summary>The rules that cannot be read, with what is wrong where.</summary>
    public IReadOnlyList<UnreadableRule> FindFaults(Skill skill) =>
        [.. _compiled.Get(skill).Rules.Where(static r => r.Fault is not null).Select(static r => new UnreadableRule(r.Index, r.Source.Type, r.Fault!))];

    /// <inheritdoc/>
    public override async ValueTask<RuleValidation> ExecuteAsync(RuleContext context, CancellationToken cancellationToken)
    {
        var compiled = _compiled.Get(context.Skill);
        if (compiled.Rules.Count == 0)
        {
            return new(NoRules, context.Outputs, [], [], Retry: false);
        }

        var run = new RuleRun(context, compiled.Schema);
        foreach (var rule in compiled.Rules)
        {
            await run.CheckAsync(rule, cancellationToken).ConfigureAwait(false);
        }

        return run.End();
    }

    private CompiledRules Compile(Skill skill) => new(
        [.. skill.ValidationRules.Select((rule, index) => Compile(skill, rule, index))],
        new Lazy<ICompiledSchema?>(() => skill.OutputSchema is { } schema ? _services.Schemas.Compile(schema) : null));

    private CompiledRule Compile(Skill skill, ValidationRule rule, int index)
    {
        try
        {
            return new(
                index,
                rule,
                RuleTypes.Read(rule, new(skill, _services)),
                rule.When is { } when ? _services.Expression(when) : null,
                rule.Message is { } message ? _services.Template(message) : null,
                Problem: null);
        }
        catch (RuleFormatException wrong)
        {
            var place = string.Create(CultureInfo.InvariantCulture, $"rules:{index}");
            return new(index, rule, Rule: null, When: null, Message: null, new("rules.invalid", SkillStep.RunRules, place, $"Rule {index + 1} ({rule.Type}): {wrong.Message}")) { Fault = wrong };
        }
    }
}

/// <summary>A skill's rules, and the schema against which repaired outputs are validated.</summary>
internal sealed record CompiledRules(IReadOnlyList<CompiledRule> Rules, Lazy<ICompiledSchema?> Schema);

/// <summary>A rule ready to run, or the reason why it is not.</summary>
internal sealed record CompiledRule(int Index, ValidationRule Source, IRule? Rule, JinjaExpression? When, JinjaTemplate? Message, SkillError? Problem)
{
    /// <summary>What <see cref="Problem"/> was made from.</summary>
    public RuleFormatException? Fault { get; init; }
}
