using System.Globalization;
using Microsoft.AspNetCore.Http;
using Skills.Engine.AspNetCore.Catalog;
using Skills.Engine.Dashboard.Security;
using Skills.Engine.Dashboard.Wire;

namespace Skills.Engine.Dashboard.Skills;

/// <summary><c>api/skills</c> and <c>api/skills/{name}</c>.</summary>
internal sealed class SkillEndpoints(SkillCatalog catalog, IExecutionHistory? history, IReadOnlyList<IModelClient> clients, ModelCatalog models, SkillsDashboardOptions options, TimeProvider time)
{
    private const int Days = 7;

    public async Task<IResult> ListAsync(HttpContext http, Viewer viewer)
    {
        var to = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var from = to.AddDays(1 - Days);
        var totals = history is null
            ? []
            : (await history.TotalsAsync(ExecutionGrouping.Skill, from, to, http.RequestAborted).ConfigureAwait(false)).ToDictionary(static t => t.Name, StringComparer.Ordinal);
        var rows = catalog.Definitions.Select(static d => d.Skill.Slug).Distinct(StringComparer.Ordinal)
            .Select(slug => SkillRows.Of(catalog.Get(slug), catalog, history is null ? null : totals.GetValueOrDefault(slug) ?? new() { Name = slug }));
        return DashboardJson.Reply(new(from.ToString("O", CultureInfo.InvariantCulture), to.ToString("O", CultureInfo.InvariantCulture), [.. rows], FindingList.Of(catalog.Diagnostics, viewer)), DashboardJson.Default.SkillsView);
    }

    public Task<IResult> GetAsync(HttpContext http, Viewer viewer)
    {
        var name = (string)http.Request.RouteValues["name"]!;
        if (catalog.FindDefinition(name) is not { } definition)
        {
            return Task.FromResult<IResult>(new SkillLookup(catalog).NotFound(name));
        }

        var skill = definition.Skill;
        var view = new SkillView(SkillRows.Of(skill, catalog, totals: null))
        {
            InputSchema = skill.InputSchema,
            OutputSchema = skill.OutputSchema,
            Defaults = viewer.SeesContent ? skill.InputDefaults : null,
            Cases = viewer.SeesContent ? [.. Cases(definition)] : [],
            Templates = viewer.SeesContent ? [.. Templates(skill)] : [],
            Variants = [.. skill.Variants.Select(static v => new VariantView(v.Name, v.Weight))],
            Models = [.. Models()],
            Findings = FindingList.Of(catalog.Diagnostics.Where(d => d.Skill == skill.Slug || (definition.Path is { } p && d.File == p)), viewer),
            Details = definition.Details,
            File = definition.Path is { } path ? viewer.SeesContent ? path : Path.GetFileName(path) : null,
            CanKeep = options is { AllowFileEdits: true, ReadOnly: false } && viewer.SeesContent && definition is { Path: not null, Format: SkillFileFormat.Skill },
        };
        return Task.FromResult<IResult>(DashboardJson.Reply(view, DashboardJson.Default.SkillView));
    }

    private IEnumerable<ModelView> Models() => models.Models
        .Where(m => clients.Any(c => c.Provider.NotReady is null && string.Equals(c.Provider.Name, m.Provider, StringComparison.OrdinalIgnoreCase)))
        .Select(static m => new ModelView(m.Id, m.Provider));

    private static IEnumerable<CaseView> Cases(SkillDefinition definition) =>
    [
        .. definition.Skill.Examples.Select(static (e, i) => new CaseView("example", e.Name ?? $"Example {i + 1}", e.Input)),
        .. definition.Tests.Select(static t => new CaseView("test", t.Name, t.Input)),
    ];

    private static IEnumerable<TemplateView> Templates(Skill skill) => skill.PromptTemplate is { } only
        ? [new("user", only)]
        : skill.Messages.Select(static m => new TemplateView(m.Role.ToString().ToLowerInvariant(), m.Content ?? string.Concat(m.Parts.Select(static p => p.Text))));
}
