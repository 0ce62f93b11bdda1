using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Skills.Engine.Compilation;

namespace Skills.Engine.Composition;

/// <summary>Runs the steps of composed skills by calling back for each execution. Thread-safe.</summary>
/// <param name="catalog">Finds the skills that steps name.</param>
/// <param name="options">Bounds.</param>
internal sealed class CompositionRunner(SkillCatalog catalog, IOptions<SkillsEngineOptions> options)
{
    private readonly StepTemplates _templates = new();
    private readonly SkillDefinitionOptions _options = options.Value.Definitions;

    /// <summary>Runs the steps, as many at a time as their needs and the bounds allow. What is running when a step fails is let finish.</summary>
    /// <param name="skill">A skill with a <see cref="Skill.Composition"/>.</param>
    /// <param name="inputs">Its checked inputs.</param>
    /// <param name="context">The caller; handed on to every execution.</param>
    /// <param name="executionId">The execution the children belong to.</param>
    /// <param name="execute">Runs one skill; must end when its token is canceled.</param>
    /// <param name="cancellationToken">The caller's token and the overall deadline.</param>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public async Task<CompositionResult> RunAsync(
        Skill skill,
        JsonElement inputs,
        SkillExecutionContext context,
        string executionId,
        Func<Skill, JsonElement, SkillExecutionContext, CancellationToken, Task<SkillResult>> execute,
        CancellationToken cancellationToken)
    {
        var plan = CompositionPlan.Of(skill.Composition!, out var problems);
        if (problems.Count > 0)
        {
            return Failed("composition.plan", problems[0].Message, problems[0].Key);
        }

        if (SkillCycles.Find(skill, catalog.Find) is { } cycle)
        {
            return Failed("composition.cycle", $"Skills run each other in a circle: {string.Join(" → ", cycle)}.", "");
        }

        using var run = new CompositionRun(skill, inputs, context with { ParentExecutionId = executionId, Timeout = null, Variant = null }, catalog, _templates, _options.MaxStepItems, execute);
        return await run.RunAsync(plan, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The skill's own hash; for a composed one also those of the skills it runs and their variants, since what they give is in its result.</summary>
    public string HashOf(Skill skill) => skill.Composition is null || SkillCycles.Find(skill, catalog.Find) is not null
        ? SkillHash.Of(skill)
        : HashOf(skill, new(ReferenceEqualityComparer.Instance));

    // Several skills may run the same one: each is looked into once.
    private string HashOf(Skill skill, Dictionary<Skill, string> known)
    {
        if (skill.Composition is null)
        {
            return SkillHash.Of(skill);
        }

        if (!known.TryGetValue(skill, out var hash))
        {
            var hashes = skill.Composition.Steps.SelectMany(s => catalog.Find(s.Skill) is { } called ? Forms(called).Select(form => HashOf(form, known)) : [""]);
            known[skill] = hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Join('\n', hashes.Prepend(SkillHash.Of(skill))))));
        }

        return hash;
    }

    private static IEnumerable<Skill> Forms(Skill skill) => skill.Variants.Select(static variant => variant.Skill).Prepend(skill);

    private static CompositionResult Failed(string code, string message, string step) =>
        new() { Errors = [new(code, SkillStep.InvokeModel, step.Length == 0 ? "" : $"steps.{step}", message)] };
}
