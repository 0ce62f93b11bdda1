using Skills.Engine.Definitions;
using Skills.Engine.SkillFiles.Reading;
using Skills.Engine.SkillFiles.Sources;

namespace Skills.Engine.SkillFiles.Checks;

/// <summary>Finds keys and passwords written into a skill's files.</summary>
internal static class SecretCheck
{
    public static void Run(SkillDraft draft, DiagnosticList diagnostics)
    {
        foreach (var source in draft.Templates.Select(static t => t.Node.Source).Append(draft.Root.Source).Distinct())
        {
            foreach (var (index, length, what) in SecretScan.Find(source.Text))
            {
                diagnostics.Add(SkillDiagnosticCode.Secret, source, index, length, $"This looks like {what}. Remove it and have it revoked; providers read their keys from the host's configuration.");
            }
        }

        // Examples and tests of a skill that looks for secrets show some; what is sent to a model with every call must not.
        foreach (var node in draft.Templates.Select(static t => t.Node).Concat(StepTexts.Texts(draft.Root.Find("model")?.Value)).Where(static n => n.Style != ScalarStyle.Generated))
        {
            foreach (var (index, length) in SecretScan.FindLikely(node.Text))
            {
                var at = ScalarPlaces.Of(node, index);
                diagnostics.Add(SkillDiagnosticCode.Secret with { Severity = DiagnosticSeverity.Warning }, node.Source, at, length, "This looks like a password or token. If it is one, remove it and have it changed.");
            }
        }
    }
}
