using System.Reflection;
using Microsoft.Extensions.Options;

namespace Skills.Engine.Definitions;

/// <summary>Where a catalog's skills come from.</summary>
internal sealed class SkillSources(IOptions<SkillsEngineOptions> engineOptions, IEnumerable<SkillSource> sources, SkillFileReader reader)
{
    private readonly SkillDefinitionOptions _options = engineOptions.Value.Definitions;
    private readonly FileResults _files = new(reader);

    public SkillDefinitionOptions Options => _options;

    /// <summary>The folders searched, in full.</summary>
    public IReadOnlyList<string> Folders => [.. sources.OfType<SkillSource.Folder>().Select(static f => f.Path).Concat(_options.Directories)
        .Select(static f => Path.GetFullPath(f, AppContext.BaseDirectory)).Distinct()];

    /// <summary>Reads everything. What has errors keeps its state of <paramref name="previous"/>.</summary>
    /// <exception cref="SkillDefinitionException">There are errors at the first reading, and the options say that they count.</exception>
    public CatalogState Load(CatalogState? previous)
    {
        var diagnostics = new List<SkillDiagnostic>();
        var definitions = new List<SkillDefinition>();
        var seen = new Dictionary<(string, string), SkillDefinition>();
        var ids = new Dictionary<string, SkillDefinition>(StringComparer.OrdinalIgnoreCase);
        var results = Results(diagnostics).ToList();
        _files.EndRound();
        foreach (var result in results)
        {
            diagnostics.AddRange(result.Diagnostics);
            if (result.Definition is not { } definition)
            {
                continue;
            }

            if (!seen.TryAdd((definition.Skill.Slug, definition.Skill.Version), definition))
            {
                diagnostics.Add(SameVersion(result, definition, seen[(definition.Skill.Slug, definition.Skill.Version)]));
                continue;
            }

            if (!ids.TryAdd(definition.Skill.Id, definition) && !string.Equals(ids[definition.Skill.Id].Skill.Slug, definition.Skill.Slug, StringComparison.OrdinalIgnoreCase))
            {
                diagnostics.Add(SameId(result, definition, ids[definition.Skill.Id]));
                continue;
            }

            definitions.Add(definition);
        }

        var state = new CatalogState([.. definitions, .. Kept(previous, definitions, diagnostics)], [], []);
        new CatalogCheck(state, diagnostics).Run(results);
        var labels = Labels(state, diagnostics);
        if (previous is null && _options.FailOnErrors && diagnostics.Exists(static d => d.Severity == DiagnosticSeverity.Error))
        {
            throw new SkillDefinitionException(diagnostics);
        }

        return new(state.All, diagnostics, labels);
    }

    private IEnumerable<SkillReadResult> Results(List<SkillDiagnostic> diagnostics)
    {
        foreach (var source in sources)
        {
            switch (source)
            {
                case SkillSource.InCode inCode:
                    yield return new(inCode.Definition, []);
                    break;
                case SkillSource.Embedded embedded:
                    foreach (var result in Resources(embedded.Assembly, embedded.Prefix))
                    {
                        yield return result;
                    }

                    break;
                default:
                    break;
            }
        }

        foreach (var folder in Folders)
        {
            foreach (var result in _files.Read(SkillFolderSearch.Files(folder, _options, diagnostics)))
            {
                yield return result;
            }
        }
    }

    private IEnumerable<SkillReadResult> Resources(Assembly assembly, string prefix)
    {
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.StartsWith(prefix, StringComparison.Ordinal) && SkillFolderSearch.EndingOf(n).Length > 0))
        {
            // Resource names have dots for folders: what stands beside the skill begins with the same words.
            using var stream = assembly.GetManifestResourceStream(name)!;
            var stem = name[..^SkillFolderSearch.EndingOf(name).Length];
            var folder = stem[..(stem.LastIndexOf('.') + 1)];
            yield return reader.Read(stream, name, file => assembly.GetManifestResourceStream(folder + file.Replace('/', '.')));
        }
    }

    private static IEnumerable<SkillDefinition> Kept(CatalogState? previous, List<SkillDefinition> now, List<SkillDiagnostic> diagnostics)
    {
        var broken = diagnostics.Where(static d => d.Severity == DiagnosticSeverity.Error).Select(static d => d.File).ToHashSet();
        return previous?.Definitions.Where(d => d.Path is not null && broken.Contains(d.Path)
            && !now.Exists(n => n.Skill.Slug == d.Skill.Slug && n.Skill.Version == d.Skill.Version)) ?? [];
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
