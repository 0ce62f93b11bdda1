using Microsoft.Extensions.Options;
using Skills.Engine.Definitions;

namespace Skills.Engine.Catalog;

/// <summary>Makes a state of the catalog from what the sources hold.</summary>
/// <param name="engineOptions">Labels, and whether errors stop the first load.</param>
/// <param name="inCode">Skills made in code; they come before all others.</param>
/// <param name="sources">The other sources, in the order of their registration.</param>
/// <param name="checks">Checks over all skills.</param>
internal sealed class CatalogLoader(IOptions<SkillsEngineOptions> engineOptions, IEnumerable<InCodeSkill> inCode, IEnumerable<ISkillSource> sources, IEnumerable<ICatalogCheck> checks)
{
    private readonly SkillDefinitionOptions _options = engineOptions.Value.Definitions;
    private readonly IReadOnlyList<InCodeSkill> _inCode = [.. inCode];
    private readonly IReadOnlyList<ISkillSource> _sources = [.. sources];
    private readonly IReadOnlyList<ICatalogCheck> _checks = [.. checks];

    /// <summary>Starts to watch every source, when the options say so.</summary>
    /// <param name="changed">Called after a change.</param>
    public IReadOnlyList<IDisposable> Watch(Action changed) => _options.Watch ? [.. _sources.Select(s => s.Watch(changed)).OfType<IDisposable>()] : [];

    /// <summary>Reads everything. What has errors keeps its state of <paramref name="previous"/>.</summary>
    /// <exception cref="SkillDefinitionException">There are errors at the first reading, and the options say that they count.</exception>
    public CatalogState Load(CatalogState? previous)
    {
        var results = _inCode.Select(static s => s.Result).Concat(_sources.SelectMany(static s => s.Read())).ToList();
        var diagnostics = results.SelectMany(static r => r.Diagnostics).ToList();
        var ownErrors = results.Exists(static r => !r.IsImported && r.Diagnostics.Any(static d => d.Severity == DiagnosticSeverity.Error));
        var own = diagnostics.Count;
        if (_options.Directories.Count > 0 && _sources.Count == 0)
        {
            diagnostics.Add(Configured(SkillDiagnosticCode.Unreadable, "SkillDefinitionOptions.Directories names folders, but nothing reads them. Reference Skills.Engine.SkillFiles and call AddSkillFiles()."));
        }

        var state = new CatalogState(Distinct([.. Kept(previous, results), .. results], previous, diagnostics));
        diagnostics.AddRange(_checks.SelectMany(c => c.Run(state, results)));
        var labels = Labels(state, diagnostics);
        if (previous is null && _options.FailOnErrors && (ownErrors || diagnostics.Skip(own).Any(static d => d.Severity == DiagnosticSeverity.Error)))
        {
            throw new SkillDefinitionException(diagnostics);
        }

        return state with { Diagnostics = diagnostics, Labels = labels };
    }

    // What is served comes first: a second file of the same name does not replace it.
    private static List<SkillDefinition> Distinct(IReadOnlyList<SkillReadResult> results, CatalogState? previous, List<SkillDiagnostic> diagnostics)
    {
        var served = previous?.All.Select(static d => (d.Path, d.Skill.Slug, d.Skill.Version)).ToHashSet() ?? [];
        var definitions = new List<SkillDefinition>();
        var seen = new Dictionary<(string, string), SkillDefinition>();
        var ids = new Dictionary<string, SkillDefinition>(StringComparer.OrdinalIgnoreCase);
        foreach (var result in results.OrderBy(r => r.Definition is { } d && served.Contains((d.Path, d.Skill.Slug, d.Skill.Version)) ? 0 : 1))
        {
            if (result.Definition is not { } definition)
            {
                continue;
            }

            if (!seen.TryAdd((definition.Skill.Slug, definition.Skill.Version), definition))
            {
                diagnostics.Add(SameVersion(result, definition, seen[(definition.Skill.Slug, definition.Skill.Version)]));
            }
            else if (!ids.TryAdd(definition.Skill.Id, definition) && !string.Equals(ids[definition.Skill.Id].Skill.Slug, definition.Skill.Slug, StringComparison.OrdinalIgnoreCase))
            {
                diagnostics.Add(SameId(result, definition, ids[definition.Skill.Id]));
            }
            else
            {
                definitions.Add(definition);
            }
        }

        return definitions;
    }

    // A file with errors, or a folder that cannot be read, keeps what was read of it before.
    private static IEnumerable<SkillReadResult> Kept(CatalogState? previous, List<SkillReadResult> results)
    {
        var unread = results.Where(static r => r.Definition is null).SelectMany(static r => r.Diagnostics)
            .Where(static d => d.Severity == DiagnosticSeverity.Error || d.Code == SkillDiagnosticCode.Unreadable.Code)
            .Select(static d => d.File).ToHashSet();
        var kept = unread.Count == 0 ? [] : previous?.All.Where(d => d.Path is { } path && Parents(path).Any(unread.Contains)) ?? [];
        return kept.Select(static d => new SkillReadResult(d, []));
    }

    private static IEnumerable<string> Parents(string path)
    {
        for (var at = path; at is { Length: > 0 }; at = Path.GetDirectoryName(at))
        {
            yield return at;
        }
    }

    private Dictionary<string, IReadOnlyList<SkillReference>> Labels(CatalogState state, List<SkillDiagnostic> diagnostics)
    {
        var labels = new Dictionary<string, IReadOnlyList<SkillReference>>(StringComparer.OrdinalIgnoreCase);
        foreach (var (label, text) in _options.Labels)
        {
            var targets = new List<SkillReference>();
            foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                if (SkillReference.TryParse(part, out var target) && target.Selector is not null && state.Find(part) is not null)
                {
                    targets.Add(target);
                }
                else
                {
                    diagnostics.Add(Configured(SkillDiagnosticCode.BadLabel, $"The label '{label}' names '{part}', which is no loaded skill with its version (name@version)."));
                }
            }

            labels[label] = targets;
        }

        return labels;
    }

    private static SkillDiagnostic SameVersion(SkillReadResult result, SkillDefinition second, SkillDefinition first) =>
        Twice(result, second, $"'{second.Skill.Slug}' {second.Skill.Version} is already defined in {first.Path ?? "code"}; what {second.Path ?? "code"} says is left out. Raise the version, or remove one.");

    private static SkillDiagnostic SameId(SkillReadResult result, SkillDefinition second, SkillDefinition first) =>
        Twice(result, second, $"The id '{second.Skill.Id}' is already that of '{first.Skill.Slug}' in {first.Path ?? "code"}; '{second.Skill.Slug}' is left out. Give it an id of its own.");

    private static SkillDiagnostic Twice(SkillReadResult result, SkillDefinition second, string message) =>
        (result.AtVersion ?? Configured(SkillDiagnosticCode.SameVersion, "") with { File = "(code)" }) with { Message = message, Skill = second.Skill.Slug };

    private static SkillDiagnostic Configured(SkillDiagnosticCode code, string message) => new()
    {
        Code = code.Code,
        Severity = code.Severity,
        File = "(configuration)",
        Line = 1,
        Column = 1,
        Message = message,
    };
}
