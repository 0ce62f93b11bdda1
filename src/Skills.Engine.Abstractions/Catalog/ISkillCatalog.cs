using Skills.Engine.Definitions;

namespace Skills.Engine;

/// <summary>The skills a host knows, by name, version, range and label.</summary>
/// <remarks>Must be thread-safe, and each lookup must see one consistent state. The engine's own is <c>SkillCatalog</c>.</remarks>
public interface ISkillCatalog
{
    /// <summary>Raised after a new state was taken over, on the thread that read it.</summary>
    event EventHandler? Changed;

    /// <summary>Gets every skill in its every version, by name and then from the newest.</summary>
    IReadOnlyList<SkillDefinition> Definitions { get; }

    /// <summary>Gets what was found in the sources at the last reading.</summary>
    IReadOnlyList<SkillDiagnostic> Diagnostics { get; }

    /// <summary>
    /// Finds a skill by <c>name</c>, <c>name@version</c>, <c>name@range</c> such as <c>code-review@^2</c>, <c>name@label</c>, or a label that names one skill.
    /// Of several versions the newest is taken, active ones before drafts and releases before prereleases.
    /// </summary>
    /// <param name="reference">The reference.</param>
    /// <returns>The skill; null when none fits.</returns>
    Skill? Find(string reference);

    /// <summary>Finds a skill as <see cref="Find"/> does, with what its file says beyond the skill.</summary>
    /// <param name="reference">The reference.</param>
    /// <returns>The definition; null when none fits.</returns>
    SkillDefinition? FindDefinition(string reference);

    /// <summary>Finds a skill as <see cref="Find"/> does, for a reference that must be known.</summary>
    /// <param name="reference">The reference.</param>
    /// <exception cref="KeyNotFoundException">No skill fits; the message names the nearest.</exception>
    Skill Get(string reference);

    /// <summary>Reads every source again and takes the new state over at once. A file with errors keeps its last good state.</summary>
    /// <returns>What was found.</returns>
    IReadOnlyList<SkillDiagnostic> Reload();
}
