using Skills.Engine.Dashboard.Security;
using Skills.Engine.Dashboard.Wire;

namespace Skills.Engine.Dashboard.Skills;

/// <summary>Findings of the skill files as a viewer may see them.</summary>
internal static class FindingList
{
    /// <summary>Returns errors first, then by file and place.</summary>
    public static IReadOnlyList<FindingView> Of(IEnumerable<SkillDiagnostic> diagnostics, Viewer viewer) =>
        [.. diagnostics.OrderBy(static d => d.Severity).ThenBy(static d => d.File, StringComparer.Ordinal).ThenBy(static d => d.Line).ThenBy(static d => d.Column).Select(d => Of(d, viewer))];

    // Sentences and lines of a file quote its prompt. Folders are the host's business.
    private static FindingView Of(SkillDiagnostic d, Viewer viewer) => new(
        d.Code,
        d.Severity.ToString().ToLowerInvariant(),
        viewer.SeesContent ? d.File : Path.GetFileName(d.File),
        d.Line,
        d.Column,
        d.Skill,
        viewer.SeesContent ? d.Message : null,
        viewer.SeesContent ? d.ToString() : null);
}
